"""The five slots, what speaks for a value, and how several statements become one slot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from agents.qualifier.statements import Statement

SLOTS = ("budget", "authority", "need", "timeline", "competition")
VAGUE, UNCLEAR = "vague: ", "unclear: "
How = Literal["asked", "volunteered", ""]


@dataclass(frozen=True)
class Slot:
    """What is known of one of the five; all blank where nothing was stated. `turn` is where the quote stands."""

    value: str = ""
    quote: str = ""
    how: How = ""
    contradicted: bool = False
    confidence: float = 0.0
    turn: int | None = None

    @property
    def is_filled(self) -> bool:
        return bool(self.value)

    @property
    def is_clear(self) -> bool:
        """Whether something definite was said that nothing else denies."""
        return self.is_filled and not self.value.startswith((VAGUE, UNCLEAR))

    def as_answer(self) -> dict[str, Any]:
        """What the commands print of it."""
        return {"value": self.value, "quote": self.quote, "how": self.how, "contradicted": self.contradicted}


@dataclass(frozen=True)
class Evidence:
    """A statement that speaks for a value. `matter` is what it says, to compare with others: a sum, days, a party."""

    value: str
    quote: str
    turn: int
    how: How
    matter: Any = None
    corrects: bool = False
    is_vague: bool = False
    confidence: float = 0.8
    statement: Statement | None = None


def told(asked: bool) -> How:
    """How something came out, in the word of the definitions."""
    return "asked" if asked else "volunteered"


def vague(statement: Statement, turn: int, asked: bool, *, corrects: bool) -> Evidence:
    """That something was said of a slot, with nothing in it to hold on to."""
    return Evidence(
        statement.text,
        statement.quote,
        turn,
        told(asked),
        corrects=corrects,
        is_vague=True,
        confidence=0.6,
        statement=statement,
    )


Agree = Callable[[Evidence, Evidence], bool]


@dataclass(frozen=True)
class Settled:
    """A slot and the evidence that it rests on."""

    slot: Slot
    evidence: Evidence | None = None


def settle(found: Sequence[Evidence], agree: Agree) -> Settled:
    """One slot of all that was said: the definite before the vague, the corrected before what it corrects.

    What conflicts without a correction is unclear, and both values are told.
    """
    definite = [one for one in found if not one.is_vague]
    if not definite:
        return Settled(_slot(found[-1], value=VAGUE + found[-1].value), found[-1]) if found else Settled(Slot())
    held, contradicted, unclear = definite[0], False, False
    values = [held.value]
    for one in definite[1:]:
        if agree(held, one):
            held = one if one.confidence > held.confidence else held
            continue
        contradicted = True
        unclear = not one.corrects
        values = [*values, one.value] if unclear else [one.value]
        held = one
    value = UNCLEAR + " or ".join(dict.fromkeys(values)) if unclear else held.value
    return Settled(_slot(held, value=value, contradicted=contradicted), held)


def _slot(one: Evidence, *, value: str, contradicted: bool = False) -> Slot:
    confidence = one.confidence * (0.6 if contradicted else 1)
    return Slot(value, one.quote, one.how, contradicted, round(confidence, 2), one.turn)
