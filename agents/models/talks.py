"""The qualifier's conversations, and what it asked in them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.choices import RUNNING_TALKS, TalkState
from crm.choices import SlotKind
from crm.models import Contact, Qualification
from outreach.models import Delivery
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class TalkQuerySet(OwnedQuerySet):
    def running(self) -> Self:
        """Those that have not ended."""
        return self.filter(state__in=RUNNING_TALKS)

    def resting(self) -> Self:
        """Those that come back by themselves later."""
        return self.running().filter(next_at__gt=clock.now())


class QualifierTalk(Owned):
    """One conversation in which the qualifier finds out whether somebody will buy; of a contact one runs at a time.

    `turn` counts what the qualifier did in it, so that a run which slept knows whether anything has happened since;
    `moved_at` is when that was, `next_at` when it comes back if nobody answers, `rounds` how often it has.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="qualifier_talks", db_index=False)
    state = models.CharField(max_length=12, choices=TalkState.choices, default=TalkState.OPEN)
    is_fast = models.BooleanField(_("fast track"), default=False)
    turn = models.PositiveIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=24, blank=True)  # why it stands where it does
    reason = models.TextField(blank=True)
    qualification = models.ForeignKey(
        Qualification, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )
    started_at = models.DateTimeField(default=clock.now)
    moved_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualifying conversation")
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], name="qualifier_talk_one_runs", condition=Q(state__in=["open", "nurture"])
            )
        ]
        indexes = [
            models.Index(fields=["contact", "-started_at", "-id"], name="qualifier_talk_newest"),
            models.Index(fields=["organization", "state"], name="qualifier_talk_states"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.contact}"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_TALKS


class QualifierQuestion(Owned):
    """One question of the qualifier: about which slot, what of it was missing then, and the message that asks it."""

    talk = models.ForeignKey(QualifierTalk, on_delete=models.CASCADE, related_name="questions", db_index=False)
    slot = models.CharField(max_length=16, choices=SlotKind.choices)
    gap = models.CharField(max_length=8)  # empty, unclear, vague: agents.qualifier.questions
    delivery = models.ForeignKey(Delivery, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["talk", "at", "id"], name="qualifier_question_order")]

    def __str__(self) -> str:
        return self.get_slot_display()
