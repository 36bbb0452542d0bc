"""A lead offered to a rep, and what they answered."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from agents.choices import OfferState
from agents.models.briefings import Briefing
from agents.models.decisions import AgentDecision
from crm.models import Contact, Deal, Rep
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.workflow.models import Approval


class OfferQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state=OfferState.OFFERED)


class Offer(Owned):
    """One lead before one rep, until `due_at`; the approval is the question itself, whoever answers it and where.

    `routing` is the decision that the lead is to be offered at all, `decision` that it goes to this rep.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="offers")
    deal = models.ForeignKey(Deal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="offers")
    routing = models.ForeignKey(AgentDecision, on_delete=models.CASCADE, related_name="offers")
    decision = models.OneToOneField(AgentDecision, on_delete=models.CASCADE, related_name="offer")
    approval = models.OneToOneField(Approval, on_delete=models.SET_NULL, null=True, related_name="offer")
    briefing = models.ForeignKey(Briefing, on_delete=models.SET_NULL, null=True, related_name="offers")
    fit = models.PositiveSmallIntegerField()  # of 100
    state = models.CharField(max_length=9, choices=OfferState.choices, default=OfferState.OFFERED)
    owner_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # whose the lead was, and is again if the rep does not take it
    offered_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why they passed it on, in their words

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], name="offer_one_open", condition=Q(state="offered")),
        ]
        indexes = [
            models.Index(fields=["organization", "-offered_at"], name="offer_newest"),
            models.Index(fields=["rep", "-offered_at"], name="offer_of_rep"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} offered to {self.rep}"

    @property
    def is_open(self) -> bool:
        return self.state == OfferState.OFFERED

    def is_late(self, now: datetime) -> bool:
        return self.is_open and self.due_at <= now
