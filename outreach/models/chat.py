"""Chat on the organization's own website: the widget that is put there, and who came by it."""

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.models import Contact
from outreach.choices import Corner
from outreach.models.mailboxes import Mailbox
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet

KEY_LENGTH = 20
colour = RegexValidator("^#[0-9a-f]{6}$", _("Six hexadecimal digits behind a #, such as #0f766e."))


def new_key() -> str:
    """What names a widget in the page that embeds it: public, and guessed by nobody."""
    return get_random_string(KEY_LENGTH)


class ChatWidget(Owned):
    """A chat window for websites. Its mailbox is the door by which answers leave; blank texts are ours.

    `origins` are the websites that may show it, each as scheme and host; our own pages always may.
    """

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="chat_widget", editable=False)
    origins = models.JSONField(default=list, blank=True)
    greeting = models.CharField(max_length=300, blank=True)
    consent_text = models.CharField(
        max_length=600, blank=True, help_text=_("What visitors agree to by writing. It is kept with each consent.")
    )
    privacy_url = models.URLField(_("privacy notice"), max_length=300, blank=True)
    colour = models.CharField(max_length=7, default="#0f766e", validators=[colour])
    corner = models.CharField(max_length=5, choices=Corner.choices, default=Corner.RIGHT)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="en")
    opens = models.TimeField(
        _("somebody is there from"), null=True, blank=True, help_text=_("By the organization's clock; blank: always.")
    )
    closes = models.TimeField(_("until"), null=True, blank=True)
    weekdays_only = models.BooleanField(_("on weekdays only"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="chat_widget_once"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(closes__gt=models.F("opens")), name="chat_widget_opens_first"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChatVisitQuerySet(OwnedQuerySet):
    def of(self, contact: Contact) -> Self:
        return self.filter(contact=contact)


class ChatVisit(Owned):
    """One visitor's conversation. Who holds the token reads and writes it, and nobody else; we keep its digest alone.

    `contact` is there from the first message on. `claimed` is a contact of ours whose email the visitor has named: it
    proves nothing, so nothing of that record is used here; a person who knows better merges the two.
    """

    widget = models.ForeignKey(ChatWidget, on_delete=models.CASCADE, related_name="visits")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="chat_visits")
    claimed = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="chat_visits_claimed"
    )
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token
    address = models.CharField(max_length=40)  # what stands for the visitor on this channel
    name = models.CharField(max_length=120, blank=True)  # as they wrote them
    email = models.CharField(max_length=254, blank=True)
    origin = models.CharField(max_length=300, blank=True)
    referrer = models.CharField(max_length=500, blank=True)
    pages = models.JSONField(default=list, blank=True)  # outreach.chat.pages_seen.PageSeen
    is_preview = models.BooleanField(default=False)
    begun_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    typed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # for a person

    objects = ChatVisitQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "seen_at"], name="chat_visit_seen")]

    def __str__(self) -> str:
        return self.name or gettext("Visitor of {day}").format(day=f"{self.begun_at:%Y-%m-%d}")
