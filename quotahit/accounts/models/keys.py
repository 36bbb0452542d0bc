"""Keys by which programs act for a member, and what they were answered, so that asking twice acts once."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quotahit import clock
from quotahit.accounts.models.organizations import Membership, Organization


class ApiKeyQuerySet(models.QuerySet):
    def for_organization(self, organization: Organization | int) -> Self:
        return self.filter(organization=organization)

    def valid(self) -> Self:
        """Those that open the door now."""
        unexpired = Q(expires_at=None) | Q(expires_at__gt=clock.now())
        return self.filter(unexpired, revoked_at=None, membership__user__is_active=True)


class ApiKey(models.Model):
    """A key of one member: it sees what the member sees, may what the member may, and ends with the membership.

    Only a keyed hash of the secret is kept; the secret itself is shown once.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="keys", verbose_name=_("acts as"), editable=False
    )
    name = models.CharField(max_length=80, help_text=_("What uses it: you will want to know when you revoke it."))
    prefix = models.CharField(max_length=16, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)  # of quotahit.accounts.choices.Scope
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text=_("Without a day it lasts until it is revoked."))
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        """The name under which its acts are logged."""
        return f"key:{self.pk}"

    @property
    def state(self) -> str:
        """What it is good for, in one word."""
        if self.revoked_at:
            return "revoked"
        return "valid" if self.expires_at is None or self.expires_at > clock.now() else "expired"


class ApiAnswer(models.Model):
    """What was answered to a request that named itself by an idempotency key; written with what the request did."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=200)
    token = models.CharField(max_length=32)  # of the one request that acts
    digest = models.CharField(max_length=64)  # of method, address and body
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)  # JSON, to the letter
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["created_at"], name="api_answer_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
