"""Conversations and what came in, in the console: read only, down to the bytes as they arrived."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from crm.choices import ReplyClass
from outreach.choices import MailKind
from outreach.inbound.html import safe_html
from outreach.models import InboundMessage, Thread
from outreach.threads import lines_of
from quotahit.accounts.admin_access import may
from quotahit.accounts.admin_scope import ReadOnlyAdmin
from quotahit.accounts.choices import Role
from quotahit.events.inbound import read_again
from quotahit.events.models import RawInbound

KIND_COLOURS = {
    MailKind.HUMAN: "success",
    MailKind.OUT_OF_OFFICE: "info",
    MailKind.BOUNCE: "warning",
    MailKind.COMPLAINT: "danger",
}
LABEL_COLOURS = {
    ReplyClass.INTERESTED: "success",
    ReplyClass.QUESTION: "info",
    ReplyClass.OBJECTION: "warning",
    ReplyClass.UNSUBSCRIBE: "danger",
    ReplyClass.NOT_INTERESTED: "danger",
}


@admin.register(Thread)
class ThreadAdmin(ReadOnlyAdmin):
    list_display = ("subject", "contact", "mailbox", "last_at")
    list_select_related = ("contact", "mailbox")
    list_filter = ("mailbox",)
    search_fields = ("contact__name_key__startswith",)
    ordering = ("-last_at",)
    fields = ("contact", "mailbox", ("created_at", "last_at"), "messages")

    @display(description=_("Messages"))
    def messages(self, thread: Thread) -> str:
        return render_to_string("outreach/conversation.html", {"lines": lines_of(thread)})


@admin.register(InboundMessage)
class InboundMessageAdmin(ReadOnlyAdmin):
    list_display = ("subject", "sender", "contact", "what", "meaning", "mailbox", "received_at")
    list_select_related = ("contact", "mailbox")
    list_filter = ("kind", "label", "mailbox")
    search_fields = ("sender__istartswith", "message_id__exact")
    ordering = ("-received_at",)
    fieldsets = (
        (None, {"fields": (("sender", "contact"), "subject", "body", ("mailbox", "received_at"))}),
        (_("How it was read"), {"fields": (("kind", "label"), ("confidence", "layer", "reason"), "found")}),
        (_("Where it belongs"), {"fields": ("thread", "delivery_id", "message_id", "in_reply_to", "references")}),
    )
    change_form_outer_before_template = "outreach/inbound_links.html"
    actions = ("read_again_selected",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.raw)
        return [path("<path:object_id>/raw/", view, name="outreach_inboundmessage_raw"), *super().get_urls()]

    def raw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The mail as it came, as plain text that no browser takes for anything else."""
        message = self.get_object(request, unquote(object_id))
        row = RawInbound.objects.filter(pk=message.raw_id).first() if message else None
        if row is None:
            raise Http404
        answer = HttpResponse(bytes(row.body), content_type="text/plain; charset=utf-8")
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
        return answer

    def has_reread_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.REP)

    @action(description=_("Read again"), permissions=["reread"])
    def read_again_selected(self, request: HttpRequest, queryset: QuerySet[InboundMessage]) -> None:
        raw = RawInbound.objects.filter(
            pk__in=queryset.values("raw_id"), organization__in=queryset.values("organization")
        )
        count = read_again(raw, actor=request.user)
        messages.success(request, gettext("{count} will be read again in a moment.").format(count=count))

    @display(description=_("Kind"), ordering="kind", label=KIND_COLOURS)
    def what(self, row: InboundMessage) -> tuple[str, str]:
        return row.kind, row.get_kind_display()

    @display(description=_("Meaning"), ordering="label", label=LABEL_COLOURS)
    def meaning(self, row: InboundMessage) -> tuple[str, str]:
        return row.label, row.get_label_display() if row.label else "–"

    @display(description=_("Text"))
    def body(self, row: InboundMessage) -> str:
        context: dict[str, Any] = {"row": row, "html": mark_safe(safe_html(row.html)) if row.html else ""}
        return render_to_string("outreach/inbound_text.html", context)

    @display(description=_("Found in it"))
    def found(self, row: InboundMessage) -> str:
        named = {
            "status": row.status_code,
            "back on": row.return_date,
            "somebody else:": row.alternate_contact,
            "trouble with": ", ".join(row.problems),
        }
        return ", ".join(f"{name} {value}" for name, value in named.items() if value) or gettext("Nothing more.")
