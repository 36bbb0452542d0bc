"""Saved questions: who is meant by them changes by itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.choices import Noun
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class Segment(Owned):
    """Conditions under a name; the rows that meet them are asked for anew each time (crm.segments.compiling)."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)  # what commands call it; it outlives another name
    noun = models.CharField(_("of"), max_length=8, choices=Noun.choices, default=Noun.CONTACT)
    conditions = models.JSONField(default=dict)  # crm.segments.conditions.Group
    created_by = models.CharField(max_length=80, default="", editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="segment_once"),
            models.UniqueConstraint(fields=["organization", "slug"], name="segment_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name
