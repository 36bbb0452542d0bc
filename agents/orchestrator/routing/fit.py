"""Who fits a lead best: a weighted sum of parts, and a fair turn where several fit alike. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from agents.orchestrator.routing.parts import PARTS, Circumstances
from agents.orchestrator.routing.traits import ClosedDeal, LeadTraits, RepTraits
from crm.fit import whole_points
from crm.routing import PartWeights

NEVER = datetime.min.replace(tzinfo=UTC)


class Part(BaseModel):
    """One part of a fit: `points` of `worth`, for a value from 0 to 1, and why."""

    model_config = ConfigDict(frozen=True)

    code: str
    worth: Decimal  # its weight, scaled so that all together are 100
    value: Decimal
    points: int
    reason: str


@dataclass(frozen=True)
class Standing:
    """How well a rep fits one lead; `barred` says why they are not offered it at all."""

    rep: RepTraits
    total: int  # of 100
    parts: tuple[Part, ...]
    barred: str = ""


def rank(
    lead: LeadTraits, reps: Iterable[RepTraits], closed: Sequence[ClosedDeal], weights: PartWeights, at: datetime
) -> list[Standing]:
    """Every rep's standing, the best first and those who are barred last.

    Of reps with the same total the one comes first to whom a lead was given least recently, then the one with the
    fewest open, then the one who was here first.
    """
    around = Circumstances(closed, at)
    standings = [_standing(lead, rep, weights, around) for rep in reps]
    return sorted(standings, key=_turn)


def _turn(standing: Standing) -> tuple[bool, int, datetime, int, int]:
    rep = standing.rep
    return bool(standing.barred), -standing.total, rep.last_given or NEVER, rep.open, rep.rep_id


def _standing(lead: LeadTraits, rep: RepTraits, weights: PartWeights, around: Circumstances) -> Standing:
    counting = {code: weight for code, weight in weights.model_dump().items() if weight}
    whole = Decimal(sum(counting.values()))
    verdicts = {code: PARTS[code](lead, rep, around) for code in counting}
    worths = {code: weight * 100 / whole for code, weight in counting.items()}
    points = whole_points([worths[code] * verdict.value for code, verdict in verdicts.items()])
    parts = tuple(
        Part(code=code, worth=worths[code].quantize(Decimal("0.1")), value=value, points=earned, reason=reason)
        for (code, (value, reason)), earned in zip(verdicts.items(), points, strict=True)
    )
    return Standing(rep, sum(points), parts, _barred(rep, around.at))


def _barred(rep: RepTraits, at: datetime) -> str:
    if rep.open >= rep.capacity:
        return f"Has {rep.open} open, and room for {rep.capacity}."
    if rep.hours.is_away(at):
        return "Is away."
    if rep.hours.next_start(at) is None:
        return "Has no working hours."
    return ""
