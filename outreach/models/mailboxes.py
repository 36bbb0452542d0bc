"""Where mail leaves from and comes back to."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.choices import MAIL, MailboxKind, Transport
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class MailboxQuerySet(OwnedQuerySet):
    def for_mail(self) -> Self:
        """Those that people get mail from, real or played; the door of a chat widget is none."""
        return self.exclude(transport=Transport.CHAT)

    def broken(self) -> Self:
        """Those in use that could not send or not fetch when they last tried."""
        live = self.filter(is_active=True, transport__in=MAIL)
        return live.exclude(trouble="", sending_trouble="")


class Mailbox(Owned):
    """An address with a transport. Secrets live in a Credential, never here."""

    name = models.CharField(max_length=120, help_text=_("The sender's name as the recipient sees it."))
    address = models.EmailField()
    kind = models.CharField(max_length=5, choices=MailboxKind.choices, default=MailboxKind.AGENT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="mailboxes"
    )
    transport = models.CharField(max_length=8, choices=Transport.choices, default=Transport.SANDBOX)
    provider = models.CharField(max_length=40, blank=True, help_text=_("With a provider: its name, such as resend."))
    settings = models.JSONField(default=dict, blank=True)  # outreach.mailboxes.MailboxSettings: hosts, ports, folders
    autonomy = models.CharField(max_length=12, choices=Autonomy.choices, default=Autonomy.APPROVE)
    daily_cap = models.PositiveIntegerField(_("messages a day, at most"), default=50)
    spacing_seconds = models.PositiveIntegerField(_("seconds between messages, at least"), default=90)
    keeps_window = models.BooleanField(_("keeps the recipient's sending hours"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    tested_at = models.DateTimeField(null=True, blank=True, editable=False)
    test_result = models.JSONField(default=dict, blank=True, editable=False)
    polled_at = models.DateTimeField(null=True, blank=True, editable=False)
    coverage = models.JSONField(default=dict, blank=True, editable=False)  # by folder: validity, uid, last good time
    trouble = models.TextField(blank=True, editable=False)  # what the last poll said, "" when it went well
    sending_trouble = models.TextField(blank=True, editable=False)  # the same for the last message handed over

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("mailboxes")
        constraints = [models.UniqueConstraint(fields=["organization", "address"], name="mailbox_once")]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def is_sandbox(self) -> bool:
        return self.transport == Transport.SANDBOX

    @property
    def is_chat(self) -> bool:
        """Whether this is the door of a chat widget."""
        return self.transport == Transport.CHAT

    @property
    def is_live_mail(self) -> bool:
        """Whether what leaves from here is mail that people get."""
        return self.transport in MAIL
