"""A person's word that wins at once: while a hold stands, nothing goes out."""

from django.db import models
from django.db.models import Q

from crm.choices import HoldKind
from crm.models.people import Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class HoldQuerySet(OwnedQuerySet):
    def standing(self) -> "HoldQuerySet":
        """Holds that bind now."""
        return self.filter(released_at=None).filter(Q(until=None) | Q(until__gt=clock.now()))


class Hold(Owned):
    """On one contact, or on the whole organization where contact is None; without `until` it stands until released."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="holds")
    kind = models.CharField(max_length=16, choices=HoldKind.choices)
    until = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=80)
    key = models.CharField(max_length=160, blank=True)  # what placed it, such as the raw message being read
    created_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=80, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "contact"], name="hold_standing", condition=Q(released_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind", "key"],
                name="hold_contact_once",
                condition=Q(released_at=None, contact__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "key"],
                name="hold_organization_once",
                condition=Q(released_at=None, contact__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
