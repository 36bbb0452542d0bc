"""The form of a mailbox: its settings typed field by field, its secrets taken and never shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from crm.admin.fields import OwnFieldsField
from outreach.choices import Security, Transport
from outreach.mailboxes import MailboxSettings, settings_of
from outreach.models import Mailbox
from quotahit.accounts.admin_scope import OrganizationForm

KEEP = _("Kept as it is when left empty.")


def _text(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(required=False, label=label, help_text=help_text, widget=UnfoldAdminTextInputWidget)


def _port(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, widget=UnfoldAdminIntegerFieldWidget)


def _security(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Security.choices, widget=UnfoldAdminSelectWidget)


def _secret(label: str) -> forms.CharField:
    return forms.CharField(required=False, label=label, help_text=KEEP, widget=UnfoldAdminPasswordWidget)


SECRETS = ("smtp_password", "imap_password", "api_key", "secret_key")
SETTINGS = (
    "smtp_host",
    "smtp_port",
    "smtp_security",
    "smtp_login",
    "imap_host",
    "imap_port",
    "imap_security",
    "imap_login",
    "imap_folders",
    "api_url",
    "api_options",
    "reply_to",
    "dmarc_aligned",
)


class MailboxForm(OrganizationForm):
    smtp_host = _text(_("SMTP server"))
    smtp_port = _port(_("SMTP port"))
    smtp_security = _security(_("SMTP security"))
    smtp_login = _text(_("SMTP login"), _("Empty: no login."))
    smtp_password = _secret(_("SMTP password"))
    imap_host = _text(_("IMAP server"), _("Without it answers are never seen."))
    imap_port = _port(_("IMAP port"))
    imap_security = _security(_("IMAP security"))
    imap_login = _text(_("IMAP login"), _("Empty: the address."))
    imap_password = _secret(_("IMAP password"))
    imap_folders = _text(_("IMAP folders"), _("Parted by commas; the spam folder too, since answers land there."))
    api_key = _secret(_("Provider's key"))
    secret_key = _secret(_("Provider's second key"))
    api_url = _text(_("Provider's address"), _("Empty: the provider's own."))
    api_options = OwnFieldsField(
        label=_("Provider's options"),
        help_text=_("One on a line: name: value, such as sender_domain: mail.example.com."),
    )
    reply_to = _text(_("Answers go to"), _("Empty: to the address of the mailbox."))
    dmarc_aligned = forms.BooleanField(
        required=False,
        label=_("The domain passes DMARC"),
        help_text=_("SPF or DKIM passes for the domain of the address. Big receivers refuse mail where it does not."),
        widget=UnfoldBooleanSwitchWidget,
    )

    class Meta:
        model = Mailbox
        exclude = ("organization", "settings")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = settings_of(self.instance).model_dump(mode="json")
        self.initial |= {name: current[name] for name in SETTINGS}
        self.initial["imap_folders"] = ", ".join(current["imap_folders"])

    def clean(self) -> dict[str, Any]:
        """Read the settings as a whole, and ask for what the transport cannot do without."""
        typed = {name: self.cleaned_data.get(name) for name in SETTINGS}
        typed = {name: value for name, value in typed.items() if value is not None}
        try:
            settings = MailboxSettings.model_validate(self.instance.settings | typed)
        except ValidationError as error:
            for part in error.errors():
                place = str(part["loc"][0]) if part["loc"] else None
                self.add_error(place, part["msg"].removeprefix("Value error, "))
        else:
            self.instance.settings = settings.model_dump(mode="json")
            self._ask_for_what_lacks(settings)
        return self.cleaned_data

    def _ask_for_what_lacks(self, settings: MailboxSettings) -> None:
        transport = self.cleaned_data.get("transport")
        if transport == Transport.SMTP and not settings.smtp_host:
            self.add_error("smtp_host", gettext("SMTP needs a server."))
        if transport == Transport.ANYMAIL and not self.cleaned_data.get("provider"):
            self.add_error("provider", gettext("Name the provider, such as resend."))

    @property
    def secrets(self) -> dict[str, str]:
        """What was typed into the fields for secrets."""
        return {name: self.cleaned_data.get(name, "") for name in SECRETS}
