"""What an operator knows about a place that no file does."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class PlaceRulingQuerySet(OwnedQuerySet):
    def in_force(self) -> "PlaceRulingQuerySet":
        return self.filter(ended_at=None)


class PlaceRuling(Owned):
    """An operator's word on a place: its weakly sourced hours are confirmed, or a state of emergency is declared."""

    class Kind(models.TextChoices):
        HOURS_CONFIRMED = "hours_confirmed", _("Hours confirmed")
        EMERGENCY = "emergency", _("State of emergency")

    place = models.CharField(max_length=8)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    why = models.CharField(max_length=200, help_text=_("What this rests on: counsel's name, the proclamation."))
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    objects = PlaceRulingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "place", "kind"], name="place_ruling_once", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_kind_display()}"
