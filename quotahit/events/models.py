"""What happened, and what came in from outside before anybody understood it."""

from django.db import models

from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet, unchecked_organization


class Event(Owned):
    """A fact, in dotted words: `contact.created`. Payloads hold ids, codes and numbers, never names or text."""

    organization = unchecked_organization(db_index=False)
    type = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=160, null=True)
    at = models.DateTimeField(default=clock.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="event_key_once")]
        indexes = [
            models.Index(fields=["organization", "type", "id"], name="event_type"),
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_type}:{self.subject_id}"


class RawInbound(Owned):
    """What a vendor or a mail server handed over, kept as it came; the vendor's id makes a second delivery one row."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READ = "read", "Read"
        UNREADABLE = "unreadable", "Could not be read"

    source = models.CharField(max_length=64)  # "imap:12", "anymail:resend"
    vendor_id = models.CharField(max_length=255)
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    received_at = models.DateTimeField(default=clock.now)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    reader = models.CharField(max_length=32, blank=True)  # version of the interpreter that read it last

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "raw inbound"
        verbose_name_plural = "raw inbound"
        constraints = [models.UniqueConstraint(fields=["organization", "source", "vendor_id"], name="raw_inbound_once")]
        indexes = [
            models.Index(
                fields=["organization", "received_at"],
                name="raw_inbound_due",
                condition=models.Q(status="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.vendor_id}"
