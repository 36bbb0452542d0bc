"""A message on its way to one person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.choices import Channel
from crm.models import Contact
from outreach.choices import Purpose
from outreach.models.inbound import Thread
from outreach.models.mailboxes import Mailbox
from outreach.models.sequences import Enrollment, SequenceStep, Template
from quotahit.accounts.tenancy import unchecked_organization
from quotahit.shared_keys import SharedKey
from quotahit.workflow.outgoing import Outgoing


class Delivery(Outgoing):
    """`not_before` is the slot it holds in its mailbox's day: booked when planned, booked again when it leaves."""

    # Its unique key and the index of what was settled begin with it.
    organization = unchecked_organization(db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    purpose = models.CharField(max_length=13, choices=Purpose.choices, default=Purpose.MARKETING)
    mailbox = SharedKey(Mailbox, on_delete=models.SET_NULL, null=True, related_name="deliveries", db_index=False)
    # These two are the contact's, and come and go under the contact's lock alone: the contact is what is checked.
    thread = models.ForeignKey(
        Thread, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries", db_constraint=False
    )
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries", db_constraint=False
    )
    step = SharedKey(SequenceStep, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    template = SharedKey(Template, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    template_version = models.PositiveIntegerField(null=True, blank=True)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    in_reply_to = models.CharField(max_length=255, blank=True)
    references = models.TextField(blank=True)
    decision_id = models.BigIntegerField(null=True, blank=True)  # compliance.Decision, without a foreign key to it
    decided_at = models.DateTimeField(null=True, blank=True)
    interaction_id = models.BigIntegerField(null=True, blank=True)
    planned_by = models.CharField(max_length=80)
    must_ask = models.BooleanField(default=False)  # a person releases it, however free the agents are
    released_by = models.CharField(max_length=80, blank=True)  # the person whose word stands in for autonomy

    class Meta:
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["organization", "idempotency_key"], name="delivery_once")]
        indexes = [
            models.Index(fields=["organization", "not_before"], name="delivery_due", condition=Q(status="planned")),
            models.Index(fields=["claimed_until"], name="delivery_claimed", condition=Q(status="claimed")),
            models.Index(fields=["message_id"], name="delivery_message_id"),
            models.Index(fields=["organization", "settled_at", "status"], name="delivery_settled"),
            models.Index(fields=["organization"], name="delivery_unknown", condition=Q(status="unknown")),
            models.Index(fields=["mailbox", "not_before"], name="delivery_mailbox_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.subject or self.address}"
