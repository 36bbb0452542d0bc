"""What goes out into the world, whatever carries it: the row exists before the outside call, and keeps its fate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quotahit import clock
from quotahit.accounts.tenancy import Owned


class Fate(models.TextChoices):
    WAITING = "waiting", _("Waiting for approval")
    PLANNED = "planned", _("Planned")
    CLAIMED = "claimed", _("Being sent")
    BLOCKED = "blocked", _("Blocked")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown: sent or not, check")
    CANCELLED = "cancelled", _("Cancelled")


class Outgoing(Owned):
    """One act towards one person. `idempotency_key` is unique, so a second plan of the same act is the same row."""

    status = models.CharField(max_length=9, choices=Fate.choices, default=Fate.PLANNED)
    not_before = models.DateTimeField(default=clock.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=36, blank=True)
    handed_at = models.DateTimeField(
        null=True, blank=True
    )  # set just before the outside call; without it none was made
    attempts = models.PositiveSmallIntegerField(default=0)
    idempotency_key = models.CharField(max_length=160)
    provider = models.CharField(max_length=40, blank=True)
    provider_id = models.CharField(max_length=255, blank=True)
    reason = models.CharField(max_length=80, blank=True)  # the code behind blocked, failed, unknown or cancelled
    explanation = models.TextField(blank=True)  # the same for a person, with what to do
    created_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
