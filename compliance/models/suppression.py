"""Addresses that must not be used, whatever else is on record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.choices import Bar
from compliance.models.addressed import Addressed, AddressedQuerySet
from quotahit import clock
from quotahit.moments import DAY, written


class SuppressionQuerySet(AddressedQuerySet):
    def active(self) -> "SuppressionQuerySet":
        return self.filter(lifted_at=None)


class Suppression(Addressed):
    """One reason not to use an address. It has no expiry; lifting leaves the row and says who and why."""

    kind = models.CharField(max_length=8)  # of address: "email", "phone", "linkedin", "chat"
    reason = models.CharField(max_length=20, choices=Bar.choices)
    source = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, blank=True)
    lifted_why = models.CharField(_("why it may be used again"), max_length=200, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "address_hash", "reason"], name="suppression_once", condition=Q(lifted_at=None)
            )
        ]

    def __str__(self) -> str:
        return gettext("{reason} since {at}").format(reason=self.get_reason_display(), at=written(self.at, DAY))
