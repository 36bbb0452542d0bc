"""Webhook endpoints and what they were told, in the console."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import display

from quotahit.accounts.admin_access import may
from quotahit.accounts.admin_badges import Badge
from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.admin_links import row_link
from quotahit.accounts.admin_scope import OrganizationAdmin, ReadOnlyAdmin
from quotahit.accounts.choices import Role
from quotahit.accounts.errors import AccountsError
from quotahit.accounts.visibility import viewer_of
from quotahit.events.errors import EventsError
from quotahit.events.models import WebhookEndpoint
from quotahit.events.webhooks import endpoints
from quotahit.events.webhooks.endpoints import NewSecret
from quotahit.workflow.errors import WorkflowError
from quotahit.workflow.models import WebhookDelivery
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.webhooks.forms import EndpointForm
from quotahit.workflow.webhooks.planning import send_test
from quotahit.workflow.webhooks.replaying import replay, replay_failed

HEALTH = {"healthy": _("healthy"), "new": _("new"), "failing": _("failing"), "disabled": _("disabled")}
STATES = {"healthy": "success", "new": "info", "failing": "warning", "disabled": "danger"}
FATES = {Fate.PLANNED: "info", Fate.SENT: "success", Fate.FAILED: "danger", Fate.CANCELLED: "warning"}
DELIVERIES = "admin:workflow_webhookdelivery_changelist"


class SinceForm(forms.Form):
    since = forms.DateTimeField()


def _test(endpoint: WebhookEndpoint, user: Any) -> str:
    send_test(endpoint, actor=user)
    return gettext("A test event is on its way; its delivery says what came back.")


def _enable(endpoint: WebhookEndpoint, user: Any) -> str:
    endpoints.enable_endpoint(endpoint, actor=user)
    return gettext("The endpoint is told of what happens from now on. What it missed can be replayed below.")


def _disable(endpoint: WebhookEndpoint, user: Any) -> str:
    endpoints.disable_endpoint(endpoint, actor=user)
    return gettext("The endpoint is told of nothing more.")


def _rotate(endpoint: WebhookEndpoint, user: Any) -> NewSecret:
    return endpoints.rotate_secret(endpoint, actor=user)


def _replay(delivery: WebhookDelivery, user: Any) -> str:
    replay(delivery, actor=user)
    return gettext("The delivery is sent again, under the same id.")


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ButtonsAdmin, OrganizationAdmin):
    sees = edits = Role.MANAGER
    verbs_log = True
    form = EndpointForm
    list_display = ("called", "address", "types", "health", "waiting", "answered_at", "failing_since")
    search_fields = ("description__istartswith",)
    ordering = ("-pk",)
    shown = ("health", "why", "answered_at", "failing_since", "created_at", "all_deliveries")
    refusals = (WorkflowError, EventsError, AccountsError)
    buttons = (
        Button("test", _("Send a test event"), _test, lambda row: not row.disabled_at, least=Role.MANAGER),
        Button(
            "enable", _("Enable"), _enable, lambda row: bool(row.disabled_at), least=Role.MANAGER, is_primary=True
        ),
        Button("disable", _("Disable"), _disable, lambda row: not row.disabled_at, least=Role.MANAGER),
        Button(
            "rotate", _("New secret"), _rotate, least=Role.MANAGER,  # type: ignore[arg-type]  # `press` shows it
            confirm=_("Make a new secret? The present one is signed under as well for 24 hours."),
        ),
    )  # fmt: skip
    change_form_after_template = "workflow/webhook_replay.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.replay))
        return [path("<path:object_id>/replay/", view, name="events_webhookendpoint_replay"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        planned = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), status=Fate.PLANNED).order_by()
        number = planned.values("endpoint").annotate(number=Count("pk")).values("number")
        waiting = Coalesce(Subquery(number, output_field=IntegerField()), 0)
        return super().get_queryset(request).annotate(waiting=waiting)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        written = ("url", "description", "event_types", "filters")
        return (*written, *self.shown) if obj else written

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown if obj else ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An endpoint hears of everybody's records: it is set up by who sees them all."""
        return super().has_add_permission(request, obj) and viewer_of(request.membership) is None  # type: ignore[attr-defined]

    @display(description=_("Endpoint"))
    def called(self, endpoint: WebhookEndpoint) -> str:
        return endpoint.description or gettext("Endpoint {number}").format(number=endpoint.pk)

    @display(description=_("Address"))
    def address(self, endpoint: WebhookEndpoint) -> str:
        return endpoint.url if len(endpoint.url) <= 60 else f"{endpoint.url[:59]}…"

    @display(description=_("Hears"))
    def types(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(endpoint.event_types[:4]) + (" …" if len(endpoint.event_types) > 4 else "")

    @display(description=_("Health"), label=STATES)
    def health(self, endpoint: WebhookEndpoint) -> Badge:
        return Badge(endpoint.state, str(HEALTH[endpoint.state]))

    @display(description=_("Waiting"))
    def waiting(self, endpoint: WebhookEndpoint) -> int:
        return endpoint.waiting  # type: ignore[attr-defined, no-any-return]

    @display(description=_("Disabled"))
    def why(self, endpoint: WebhookEndpoint) -> str:
        return endpoint.get_disabled_reason_display() or "-"

    @display(description=_("Deliveries"))
    def all_deliveries(self, endpoint: WebhookEndpoint) -> str:
        link = f"{reverse(DELIVERIES)}?endpoint__id__exact={endpoint.pk}"
        return format_html('<a class="qh-link" href="{}">{}</a>', link, gettext("What it was told"))

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in ("url", "description", "event_types", "filters")}
        if change:
            endpoints.change_endpoint(WebhookEndpoint.objects.get(pk=obj.pk), actor=request.user, **values)
            return
        organization = request.organization  # type: ignore[attr-defined]
        new = endpoints.create_endpoint(organization, actor=request.user, **values)
        obj.pk = new.row.pk
        request.new_secret = new  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._show_secret(request, request.new_secret)  # type: ignore[attr-defined]

    def press(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """A new secret is the answer itself: it is kept nowhere, not even for the next page."""
        if name != "rotate":
            return super().press(request, object_id, name)
        try:
            return self._show_secret(request, _rotate(self._row(request, object_id), request.user))
        except self.refusals as problem:
            messages.error(request, str(problem))
            return redirect(reverse("admin:events_webhookendpoint_change", args=[object_id]))

    def replay(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send again what did not arrive since the time given."""
        endpoint, form = self._row(request, object_id), SinceForm(request.POST)
        if not form.is_valid():
            messages.error(request, gettext("Say since when: a day and a time."))
        else:
            try:
                count = replay_failed(endpoint, form.cleaned_data["since"], actor=request.user)
                messages.success(
                    request,
                    ngettext("{count} delivery is sent again.", "{count} deliveries are sent again.", count).format(
                        count=count
                    ),
                )
            except WorkflowError as problem:
                messages.error(request, str(problem))
        return redirect(reverse("admin:events_webhookendpoint_change", args=[endpoint.pk]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """Its deliveries go with it, however many there are; nobody is asked to read them all."""
        return [str(endpoint) for endpoint in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    def delete_model(self, request: HttpRequest, obj: WebhookEndpoint) -> None:
        endpoints.delete_endpoint(obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in queryset.select_related("organization"):
            endpoints.delete_endpoint(endpoint, actor=request.user)

    def _row(self, request: HttpRequest, object_id: str) -> WebhookEndpoint:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not may(request, self.edits, row):
            raise PermissionDenied
        return row  # type: ignore[no-any-return]

    def _show_secret(self, request: HttpRequest, new: NewSecret) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": gettext("The endpoint’s secret"),
            "opts": self.opts,
            "endpoint": new.row,
            "secret": new.secret,
        }
        return TemplateResponse(request, "workflow/webhook_secret.html", context)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ButtonsAdmin, ReadOnlyAdmin):
    sees = edits = Role.MANAGER
    list_display = ("event_type", "endpoint", "state", "attempts", "answer", "next_try", "created_at")
    list_select_related = ("endpoint",)
    list_filter = ("status", "endpoint")
    search_fields = ("event_type__startswith",)
    ordering = ("-pk",)
    fields = (
        ("event_type", "event"), ("endpoint", "idempotency_key"), ("state", "reason"), ("attempts", "next_try"),
        ("answer_status", "answer_text"), ("created_at", "handed_at", "settled_at"),
    )  # fmt: skip
    readonly_fields = (
        "event_type", "event", "endpoint", "idempotency_key", "state", "reason", "attempts", "next_try",
        "answer_status", "answer_text", "created_at", "handed_at", "settled_at",
    )  # fmt: skip
    refusals = (WorkflowError,)
    buttons = (Button("replay", _("Send again"), _replay, lambda row: row.status != Fate.PLANNED, least=Role.MANAGER),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookDelivery]:
        return super().get_queryset(request).select_related("endpoint__organization")

    @display(description=_("State"), label=FATES, ordering="status")
    def state(self, delivery: WebhookDelivery) -> Badge:
        return Badge(delivery.status, delivery.get_status_display())

    @display(description=_("Answer"))
    def answer(self, delivery: WebhookDelivery) -> str:
        return str(delivery.answer_status or delivery.reason or "-")

    @display(description=_("Next try"), ordering="not_before")
    def next_try(self, delivery: WebhookDelivery) -> Any:
        return delivery.not_before if delivery.status == Fate.PLANNED else None

    @display(description=_("Event"))
    def event(self, delivery: WebhookDelivery) -> str:
        return row_link("events.event", delivery.event_id)
