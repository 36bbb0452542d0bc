"""Conversations by mail, and what came in."""

from django.db import models

from crm.choices import ReplyClass
from crm.models import Contact
from outreach.choices import MailKind
from outreach.models.mailboxes import Mailbox
from outreach.replies.reading import is_doubtful
from quotahit import clock
from quotahit.accounts.tenancy import Owned, unchecked_organization
from quotahit.shared_keys import SharedKey


class Thread(Owned):
    """One conversation with a contact from one mailbox; follow-ups and replies hang together in it."""

    organization = unchecked_organization()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="threads", db_index=False)
    mailbox = SharedKey(Mailbox, on_delete=models.SET_NULL, null=True, related_name="threads")
    subject = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["contact", "-last_at"], name="thread_newest")]

    def __str__(self) -> str:
        return self.subject


class InboundMessage(Owned):
    """One mail that came in, as we read it; the raw mail stays in RawInbound and can be read again."""

    raw_id = models.BigIntegerField(unique=True)  # events.RawInbound, without a foreign key to it
    mailbox = models.ForeignKey(Mailbox, on_delete=models.SET_NULL, null=True, related_name="inbound")
    thread = models.ForeignKey(Thread, on_delete=models.SET_NULL, null=True, blank=True, related_name="inbound")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="inbound")
    delivery_id = models.BigIntegerField(null=True, blank=True)  # what it answers
    kind = models.CharField(max_length=14, choices=MailKind.choices)
    label = models.CharField(max_length=16, choices=ReplyClass.choices, blank=True)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    layer = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    in_reply_to = models.CharField(max_length=255, blank=True)
    references = models.TextField(blank=True)
    status_code = models.CharField(max_length=12, blank=True)
    # The first day back of somebody who is away, or the day on which somebody who puts us off wants to hear from us.
    return_date = models.DateField(null=True, blank=True)
    alternate_contact = models.CharField(max_length=254, blank=True)
    problems = models.JSONField(default=list, blank=True)
    interaction_id = models.BigIntegerField(null=True, blank=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-received_at"], name="inbound_contact"),
            models.Index(fields=["organization", "received_at", "kind"], name="inbound_newest"),
            models.Index(fields=["message_id"], name="inbound_message_id"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def is_doubtful(self) -> bool:
        """Whether it was read as an opt-out that may be none."""
        return is_doubtful(self.label, self.confidence)
