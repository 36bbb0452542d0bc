"""What happened, and what came in: to be read, and read again."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from quotahit.accounts.admin_badges import Badge
from quotahit.accounts.admin_scope import ReadOnlyAdmin
from quotahit.accounts.choices import Role
from quotahit.events.inbound import read_again
from quotahit.events.models import Event, RawInbound

SHOWN_BYTES = 20_000


class KindFilter(SimpleListFilter):
    title = _("about")
    parameter_name = "about"
    kinds = {
        "contact": _("Contacts"), "lead": _("Scores"), "enrollment": _("Enrolments"), "email": _("Mail sent"),
        "reply": _("Replies"), "deal": _("Deals"), "approval": _("Approvals"), "organization": _("The organization"),
    }  # fmt: skip

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.kinds.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(type__startswith=f"{self.value()}.") if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "type", "subject", "told", "source")
    list_filter = (KindFilter,)
    search_fields = ("type__startswith",)
    ordering = ("-id",)
    fields = ("at", "type", "subject", "payload", "source", "key")
    readonly_fields = fields

    @display(description=_("Subject"))
    def subject(self, event: Event) -> str:
        return f"{event.subject_type} {event.subject_id}" if event.subject_type else "-"

    @display(description=_("Payload"))
    def told(self, event: Event) -> str:
        return ", ".join(f"{name} {value}" for name, value in event.payload.items()) or "-"


@admin.register(RawInbound)
class RawInboundAdmin(ReadOnlyAdmin):
    """What vendors and mail servers handed over, as it came; what nobody could read stays here with the reason."""

    list_display = ("received_at", "source", "vendor_id", "state", "error", "reader")
    list_filter = ("status", "source")
    search_fields = ("vendor_id__startswith",)
    ordering = ("-id",)
    fields = ("received_at", "source", "vendor_id", "state", "error", "attempts", "reader", "headers", "as_it_came")
    readonly_fields = fields
    actions = ("read_again_selected",)
    actions_detail = ("download",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RawInbound]:
        rows = super().get_queryset(request)
        return rows if request.resolver_match.url_name.endswith("_change") else rows.defer("body")

    @display(description=_("State"), label={"waiting": "info", "read": "success", "unreadable": "danger"})
    def state(self, raw: RawInbound) -> Badge:
        return Badge(raw.status, raw.get_status_display())

    @display(description=_("As it came"))
    def as_it_came(self, raw: RawInbound) -> str:
        body = bytes(raw.body)
        shown = body[:SHOWN_BYTES].decode("utf-8", "replace")
        rest = (
            gettext("\n… and {number} bytes more.").format(number=len(body) - SHOWN_BYTES)
            if len(body) > SHOWN_BYTES
            else ""
        )
        return format_html('<pre style="white-space: pre-wrap; overflow-wrap: anywhere">{}{}</pre>', shown, rest)

    @action(description=_("Download as it came"), icon="download", permissions=["view"])
    def download(self, request: HttpRequest, object_id: int) -> HttpResponse:
        raw = self.get_object(request, str(object_id))
        name = {"Content-Disposition": f'attachment; filename="inbound-{raw.pk}.bin"'}
        return HttpResponse(bytes(raw.body), content_type="application/octet-stream", headers=name)

    def has_reread_permission(self, request: HttpRequest) -> bool:
        return request.membership is not None and request.membership.may(Role.REP)  # type: ignore[attr-defined]

    @admin.action(description=_("Read again"), permissions=["reread"])
    def read_again_selected(self, request: HttpRequest, queryset: QuerySet[RawInbound]) -> None:
        count = read_again(queryset, actor=request.user)
        messages.success(request, gettext("{count} will be read again in a moment.").format(count=count))
