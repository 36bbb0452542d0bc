"""Mailboxes in the console: set up by managers, tried with a button, their state in plain sight."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from outreach.admin.acts import Button, ButtonsAdmin
from outreach.admin.mailbox_form import MailboxForm
from outreach.choices import EnrollmentStatus, Transport
from outreach.errors import NotSendable
from outreach.mailbox_trial import try_mailbox
from outreach.mailboxes import save_mailbox
from outreach.models import Mailbox
from outreach.models.mailboxes import MailboxQuerySet
from quotahit.accounts.admin_scope import OrganizationAdmin
from quotahit.accounts.choices import Role
from quotahit.workflow.outgoing import Fate

OF_SMTP = (
    *("smtp_host", "smtp_port", "smtp_security", "smtp_login", "smtp_password"),
    *("imap_host", "imap_port", "imap_security", "imap_login", "imap_password", "imap_folders"),
)
OF_PROVIDERS = ("provider", "api_key", "secret_key", "api_url", "api_options")
OF_LIVE = ("reply_to", "dmarc_aligned")
STATES = {"simulated": "info", "untested": "warning", "live": "success", "broken": "danger", "off": ""}


def state_of(mailbox: Mailbox) -> tuple[str, str]:
    """Whether mail really leaves from here: a code and its word."""
    if not mailbox.is_active:
        return "off", gettext("Off")
    if mailbox.is_sandbox:
        return "simulated", gettext("Sandbox")
    if mailbox.trouble or mailbox.sending_trouble:
        return "broken", gettext("Broken")
    return ("live", gettext("Live")) if mailbox.tested_at else ("untested", gettext("Not tested"))


def _test(mailbox: Mailbox, user: Any) -> str:
    trial = try_mailbox(mailbox, actor=user)
    failed = [f"{finding.name}: {finding.detail}" for finding in trial.findings if not finding.ok]
    if failed:
        raise NotSendable(" ".join(failed))
    return gettext("It works. Look into the mailbox: the message is there.")


class BrokenFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("broken", _("Broken"))]

    def queryset(self, request: HttpRequest, queryset: MailboxQuerySet) -> MailboxQuerySet:
        return queryset.broken() if self.value() == "broken" else queryset


@admin.register(Mailbox)
class MailboxAdmin(ButtonsAdmin, OrganizationAdmin):
    form = MailboxForm
    edits = Role.MANAGER
    verbs_log = True
    list_display = ("name", "address", "state", "kind", "autonomy", "daily_cap", "running")
    list_filter = (BrokenFilter, "transport", "kind", "is_active")
    ordering = ("name",)
    readonly_fields = ("trial", "troubles")
    conditional_fields = (
        dict.fromkeys(OF_SMTP, "transport == 'smtp'")
        | dict.fromkeys(OF_PROVIDERS, "transport == 'anymail'")
        | dict.fromkeys(OF_LIVE, "transport != 'sandbox'")
    )
    fieldsets = (
        (None, {"fields": (("name", "address"), ("kind", "owner"), ("transport", "provider"), "is_active")}),
        (_("How it may act"), {"fields": ("autonomy", ("daily_cap", "spacing_seconds"), "keeps_window")}),
        (
            _("Connection"),
            {
                "fields": (
                    ("smtp_host", "smtp_port"),
                    ("smtp_security", "smtp_login"),
                    "smtp_password",
                    ("imap_host", "imap_port"),
                    ("imap_security", "imap_login"),
                    ("imap_password", "imap_folders"),
                    ("api_key", "secret_key"),
                    ("api_url", "api_options"),
                    ("reply_to", "dmarc_aligned"),
                )
            },
        ),
        (_("What was seen"), {"fields": ("trial", "troubles", ("tested_at", "polled_at"))}),
    )
    change_form_outer_before_template = "outreach/mailbox_links.html"
    buttons = (
        Button(
            "test", _("Send a message to itself"), _test, lambda row: row.is_active, least=Role.MANAGER, is_primary=True
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        active = Count("enrollments", filter=Q(enrollments__status=EnrollmentStatus.ACTIVE))
        return super().get_queryset(request).for_mail().annotate(running_count=active)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever adds a mailbox wants to write to people: the sandbox is there already."""
        return {"transport": Transport.SMTP} | super().get_changeform_initial_data(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "tested_at", "polled_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A mailbox that has sent is switched off, not deleted: its deliveries name it."""
        has_sent = obj is not None and obj.deliveries.exclude(status=Fate.CANCELLED).exists()
        return not has_sent and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Mailbox, form: Any, change: bool) -> None:
        if not change:
            obj.organization = request.organization  # type: ignore[attr-defined]
        save_mailbox(obj, actor=request.user, secrets=form.secrets)

    @display(description=_("State"), label=STATES)
    def state(self, mailbox: Mailbox) -> tuple[str, str]:
        return state_of(mailbox)

    @display(description=_("In sequences"), ordering="running_count")
    def running(self, mailbox: Any) -> int:
        return mailbox.running_count

    @display(description=_("Last test"))
    def trial(self, mailbox: Mailbox) -> str:
        findings = mailbox.test_result.get("findings", [])
        return render_to_string("outreach/trial.html", {"findings": findings})

    @display(description=_("Trouble"))
    def troubles(self, mailbox: Mailbox) -> str:
        return " ".join(filter(None, (mailbox.sending_trouble, mailbox.trouble))) or gettext("None.")
