"""Deliveries in the console: read, explained, and with what a person may do about each fate."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from outreach import deliveries
from outreach.admin.acts import Button, ButtonsAdmin
from outreach.models import Delivery
from quotahit.accounts.admin_scope import ReadOnlyAdmin
from quotahit.workflow.outgoing import Fate

AS_WRITTEN = '<div style="white-space:pre-line">{}</div>'
FATE_COLOURS = {
    Fate.WAITING: "primary",
    Fate.PLANNED: "info",
    Fate.CLAIMED: "info",
    Fate.BLOCKED: "warning",
    Fate.SENT: "success",
    Fate.FAILED: "danger",
    Fate.UNKNOWN: "danger",
}


def _release(row: Delivery, user: Any) -> str:
    deliveries.release(row, actor=user)
    return gettext("It leaves within seconds, if the gate allows it.")


def _cancel(row: Delivery, user: Any) -> str:
    deliveries.cancel(row, actor=user)
    return gettext("It will not be sent.")


def _send_again(row: Delivery, user: Any) -> str:
    deliveries.send_again(row, actor=user)
    return gettext("It is planned again, and leaves within seconds if the gate allows it.")


def _mark_sent(row: Delivery, user: Any) -> str:
    deliveries.mark_sent(row, actor=user)
    return gettext("It counts as sent, and stands in the timeline.")


@admin.register(Delivery)
class DeliveryAdmin(ButtonsAdmin, ReadOnlyAdmin):
    list_display = ("what", "contact", "fate", "mailbox", "not_before", "settled_at")
    list_select_related = ("contact", "mailbox", "template")
    list_filter = ("status", "mailbox", "purpose")
    search_fields = ("address__istartswith", "message_id__exact")
    search_help_text = _("The beginning of an address, or a whole Message-ID.")
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("status", "explanation", ("contact", "address"), ("mailbox", "provider"), "purpose")}),
        (_("Message"), {"fields": ("subject", "text")}),
        (
            _("When"),
            {"fields": (("not_before", "settled_at"), ("attempts", "created_at"), ("planned_by", "released_by"))},
        ),
        (
            _("Where it belongs"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("enrollment", "step"),
                    ("template", "template_version"),
                    "thread",
                    "message_id",
                    "in_reply_to",
                    "references",
                    ("idempotency_key", "provider_id"),
                    "decision_id",
                ),
            },
        ),
    )
    buttons = (
        Button("send", _("Send"), _release, lambda row: row.status == Fate.WAITING, is_primary=True),
        Button(
            "mark-sent",
            _("It was sent: mark it so"),
            _mark_sent,
            lambda row: row.status == Fate.UNKNOWN,
            confirm=_("Did you see that it arrived?"),
        ),
        Button(
            "send-again",
            _("Send it again"),
            _send_again,
            lambda row: row.status in deliveries.SENT_IN_VAIN,
            confirm=_("The recipient may get it twice if it did arrive. Send it again?"),
        ),
        Button("cancel", _("Do not send"), _cancel, lambda row: row.status in deliveries.STILL_HERE),
    )

    @display(description=_("Message"), ordering="pk")
    def what(self, row: Delivery) -> str:
        return row.subject or str(row.template or row.address)

    @display(description=_("Fate"), ordering="status", label=FATE_COLOURS)
    def fate(self, row: Delivery) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @display(description=_("Text"))
    def text(self, row: Delivery) -> str:
        return format_html(AS_WRITTEN, row.body) if row.body else gettext("Written when it leaves, from its template.")
