"""The one reader of how an organization wants its leads to be talked with."""

from collections.abc import Mapping
from typing import ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from crm.choices import SlotKind
from crm.stored_rules import StoredRules, Weights

MOST_WEIGHT = 10
FIRST_ON_THE_FAST_TRACK = (SlotKind.BUDGET, SlotKind.TIMELINE)
NEEDED_ON_THE_FAST_TRACK = (SlotKind.NEED, SlotKind.BUDGET, SlotKind.TIMELINE)


class TalkTone(TextChoices):
    """How the qualifier sounds where nothing calls for another tone."""

    FRIENDLY = "friendly", _("Friendly: by first name, with a word of thanks")
    FORMAL = "formal", _("Formal: by full name")
    BRIEF = "brief", _("Brief: nothing but what is asked")


class SlotWeights(Weights):
    """How much each slot matters; the highest is asked about first, and 0 is never asked about."""

    named: ClassVar[str] = "slot"
    need: int = Field(default=9, ge=0, le=MOST_WEIGHT)
    budget: int = Field(default=8, ge=0, le=MOST_WEIGHT)
    authority: int = Field(default=7, ge=0, le=MOST_WEIGHT)
    timeline: int = Field(default=6, ge=0, le=MOST_WEIGHT)
    competition: int = Field(default=2, ge=0, le=MOST_WEIGHT)

    def of_track(self, *, is_fast: bool) -> Mapping[str, int]:
        """The weight of each slot that is asked about; the fast track asks for budget and timeline first, and for
        nothing that it does not need."""
        wanted = {name: weight for name, weight in self.model_dump().items() if weight}
        if not is_fast:
            return wanted
        needed = {name: weight for name, weight in wanted.items() if name in NEEDED_ON_THE_FAST_TRACK}
        return {name: weight + MOST_WEIGHT * (name in FIRST_ON_THE_FAST_TRACK) for name, weight in needed.items()}


class QualifyingRules(StoredRules):
    """Whether the qualifier talks by itself, what matters to it, how it sounds, and how it comes back."""

    talks: bool = True
    tone: TalkTone = TalkTone.FRIENDLY
    weights: SlotWeights = SlotWeights()
    comes_back_after: int = Field(default=14, ge=1, le=180)  # days
    comes_back: int = Field(default=3, ge=0, le=12)  # times
