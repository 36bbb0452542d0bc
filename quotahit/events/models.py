"""What happened, and what came in from outside before anybody understood it."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from quotahit import clock
from quotahit.accounts import sealing
from quotahit.accounts.tenancy import Owned, OwnedQuerySet, unchecked_organization
from quotahit.events.webhooks import asking
from quotahit.veil import remember


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
        WAITING = "waiting", _("Waiting to be read")
        READ = "read", _("Read")
        UNREADABLE = "unreadable", _("Could not be read")

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
        verbose_name = _("raw inbound")
        verbose_name_plural = _("raw inbound")
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


class WebhookEndpoint(Owned):
    """An address outside that is told of events, with the secret that what is sent there is signed under."""

    class Reason(models.TextChoices):
        BY_HAND = "by_hand", _("By a member")
        GONE = "gone", _("It answered that it is gone for good")
        UNANSWERED = "unanswered", _("Nothing arrived there for three days")

    BOTH_HOLD = timedelta(hours=24)  # how long the secret before a rotation is signed under as well

    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(max_length=200, blank=True)
    event_types = models.JSONField(default=list)  # read by `hears`
    filters = models.JSONField(default=list)  # of asking.Filter: read by `asked`
    key_id = models.CharField(max_length=32, editable=False)  # which of CREDENTIAL_KEYS opens the secrets
    sealed = models.BinaryField()
    previous_sealed = models.BinaryField(null=True)
    previous_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    disabled_at = models.DateTimeField(null=True, editable=False)
    disabled_reason = models.CharField(max_length=12, choices=Reason.choices, blank=True, editable=False)
    answered_at = models.DateTimeField(_("last success"), null=True, editable=False)  # to the minute
    failing_since = models.DateTimeField(null=True, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook endpoint")
        indexes = [
            models.Index(fields=["organization"], name="webhook_listening", condition=models.Q(disabled_at=None))
        ]

    def __str__(self) -> str:
        return self.description or self.url

    @property
    def state(self) -> str:
        """How it stands, in one word."""
        if self.disabled_at:
            return "disabled"
        return "failing" if self.failing_since else "healthy" if self.answered_at else "new"

    def asked(self) -> list[asking.Filter]:
        """What an event's payload must hold."""
        return asking.load(self.filters)

    def hears(self, event: Event) -> bool:
        """Whether this event is one of those that it asks for."""
        return asking.includes(self.event_types, event.type) and all(
            each.lets_pass(event.payload) for each in self.asked()
        )

    def secrets(self) -> list[str]:
        """What is signed under now, the newest first. Raises sealing.Locked."""
        sealed = [self.sealed]
        if self.previous_sealed is not None and self.previous_until and self.previous_until > clock.now():
            sealed.append(self.previous_sealed)
        return [remember(sealing.unseal(self.key_id, each, *self.seal_of)) for each in sealed]

    @property
    def seal_of(self) -> tuple[object, ...]:
        """What its secrets are bound to."""
        return self.organization_id, "webhook", self.pk
