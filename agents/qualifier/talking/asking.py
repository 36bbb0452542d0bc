"""Which slot to ask about next, and when to ask no more. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agents.qualifier.questions import gap_of

MOST_UNANSWERED = 2  # questions in a row, after which we ask no more
MOST_OFTEN = 2  # times that one slot is asked about
# How much of a slot's weight counts, by what it lacks.
EMPTINESS = {"empty": 1.0, "unclear": 0.8, "vague": 0.6}


class Asked(NamedTuple):
    """A question that was sent: the slot, and what it lacked then."""

    slot: str
    gap: str


def choose(values: Mapping[str, str], asked: Sequence[Asked], weights: Mapping[str, int]) -> Asked | None:
    """The emptiest slot that matters most; None where nothing is left that may be asked.

    What was asked last without an answer is not asked again next, and nothing more often than twice.
    """
    often = Counter(question.slot for question in asked)
    last = asked[-1].slot if unanswered(values, asked) else ""
    gaps = {slot: gap for slot in weights if (gap := gap_of(values.get(slot, "")))}
    open_ = [slot for slot in gaps if slot != last and often[slot] < MOST_OFTEN]
    best = max(open_, key=lambda slot: weights[slot] * EMPTINESS[gaps[slot]], default=None)
    return Asked(best, gaps[best]) if best else None


def unanswered(values: Mapping[str, str], asked: Sequence[Asked]) -> int:
    """How many of the last questions in a row have told us nothing: their slots lack what they lacked."""
    count = 0
    for question in reversed(asked):
        if gap_of(values.get(question.slot, "")) != question.gap:
            break
        count += 1
    return count
