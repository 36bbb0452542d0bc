"""What the organization lets its agents say."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.choices import KnowledgeLanguage
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class KnowledgeQuerySet(OwnedQuerySet):
    def valid(self, day: date) -> Self:
        """Those that may be said on this day."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_until=None) | Q(valid_until__gte=day), is_active=True)


class KnowledgeEntry(Owned):
    """One thing that agents may tell a prospect: the answer to a question, or a statement without one."""

    question = models.CharField(
        max_length=300, blank=True, help_text=_("As a prospect asks it. Empty: the answer is a statement by itself.")
    )
    answer = models.TextField(max_length=2000, help_text=_("It is said word by word, so write whole sentences."))
    language = models.CharField(max_length=2, choices=KnowledgeLanguage.choices, default=KnowledgeLanguage.EN)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text=_("The last day on which it is true."))
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects = KnowledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("knowledge entry")
        verbose_name_plural = _("knowledge")
        indexes = [models.Index(fields=["organization", "language"], name="knowledge_by_language")]

    def __str__(self) -> str:
        return self.question or self.answer[:80]

    def clean(self) -> None:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("It ends before it begins.")})
