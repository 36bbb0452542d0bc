"""What was learned of a person in conversation, and what the conversation came to."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.choices import LeadVerdict, Manner, SlotKind
from crm.models.people import Contact
from crm.models.work import Interaction
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class FactQuerySet(OwnedQuerySet):
    def current(self) -> Self:
        """Those that hold; what a later word replaced is kept beside them."""
        return self.filter(replaced_at=None)


class Fact(Owned):
    """One thing that the contact said of their own purchase, with the exact words and the message they stand in.

    Of each kind one holds; a later one replaces it, and the earlier stays on record.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="remembered", db_index=False)
    kind = models.CharField(max_length=16, choices=SlotKind.choices)
    value = models.CharField(max_length=400)
    quote = models.TextField()
    interaction = models.ForeignKey(
        Interaction, on_delete=models.SET_NULL, null=True, related_name="facts", verbose_name=_("said in")
    )
    manner = models.CharField(_("how it was told"), max_length=12, choices=Manner.choices)
    is_contradicted = models.BooleanField(default=False)
    confidence = models.DecimalField(max_digits=3, decimal_places=2)
    read_by = models.CharField(max_length=8)  # model, offline
    at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "kind"], name="fact_current_once", condition=Q(replaced_at=None))
        ]
        indexes = [models.Index(fields=["contact", "-at"], name="fact_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"


class Qualification(Owned):
    """What a conversation came to on a day: the slots at the time, the verdict, and why."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="qualifications", db_index=False)
    verdict = models.CharField(max_length=12, choices=LeadVerdict.choices)
    code = models.CharField(max_length=24)  # the rule that gave it
    reason = models.TextField()
    slots = models.JSONField(default=dict)  # crm.qualifying.SlotsThen
    next_question = models.CharField(max_length=300, blank=True)
    interaction = models.ForeignKey(
        Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("after")
    )
    read_by = models.CharField(max_length=8)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["contact", "-at", "-id"], name="qualification_latest")]
        get_latest_by = ("at", "id")

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}"
