"""A list as somebody wants to see it again: what it asks, its columns and its order, under a name."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.choices import ListNoun
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class SavedViewQuerySet(OwnedQuerySet):
    def open_to(self, user_id: int) -> Self:
        """Their own and what is shared; a personal view is nobody else's, whatever they see."""
        return self.filter(Q(is_shared=True) | Q(owner=user_id))


class SavedView(Owned):
    """One member's, or everybody's. What it shows is each reader's own: the rows that they see."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    noun = models.CharField(_("of"), max_length=8, choices=ListNoun.choices)
    name = models.CharField(max_length=80)
    asks = models.JSONField(default=dict)  # crm.saved_views.questions.Question
    is_shared = models.BooleanField(_("shared with everybody"), default=False)
    is_pinned = models.BooleanField(_("pinned, with its count"), default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "noun", "owner", "name"], name="view_once", condition=Q(is_shared=False)
            ),
            models.UniqueConstraint(
                fields=["organization", "noun", "name"], name="shared_view_once", condition=Q(is_shared=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name
