"""Reading a whole talk without a model: the slots, the verdict and the next question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agents.qualifier.authority import read_authority
from agents.qualifier.budget import read_budget
from agents.qualifier.competition import read_competition
from agents.qualifier.hearing import Hearing
from agents.qualifier.need import read_need
from agents.qualifier.questions import next_question
from agents.qualifier.slots import SLOTS, Slot
from agents.qualifier.talks import Talk
from agents.qualifier.timeline import read_timeline
from agents.qualifier.verdict import Findings, Verdict, judge
from crm.choices import LeadVerdict

READERS = {
    "budget": read_budget,
    "authority": read_authority,
    "need": read_need,
    "timeline": read_timeline,
    "competition": read_competition,
}


@dataclass(frozen=True)
class Reading:
    """What a talk says: five slots, a verdict with its reason, and what to ask next."""

    slots: Mapping[str, Slot]
    verdict: Verdict
    next_question: str

    def as_answer(self) -> dict[str, Any]:
        """What the command prints of it."""
        return {
            "slots": {name: self.slots[name].as_answer() for name in SLOTS},
            "verdict": self.verdict.label.upper(),
            "reason": self.verdict.reason,
            "next_question": self.next_question,
        }


def read_talk(talk: Talk) -> Reading:
    """The reading of one talk. Every quote is an exact piece of one turn of the prospect."""
    hearing = Hearing(talk)
    settled = {name: read(hearing) for name, read in READERS.items()}
    slots = {name: one.slot for name, one in settled.items()}
    verdict = judge(Findings(hearing, settled))
    ends = verdict.label == LeadVerdict.DISQUALIFIED
    return Reading(slots, verdict, "" if ends else next_question(talk, slots))
