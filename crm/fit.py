"""The arithmetic of a fit score. Pure: signals, wishes and values go in, a total with its lines comes out.

A signal is worth its weight, scaled so that all weights together are 100. Met it earns its worth, unmet nothing,
unknown its prior's share. Points are whole numbers, and the lines always add up to the total: fractions are rounded by
largest remainder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext

from crm.choices import Band, SignalState
from crm.ideal_customer import IdealCustomer
from crm.signals import Signal

HOT, WARM = 70, 40


class Line(NamedTuple):
    """What one signal added, of how much it could, and why."""

    signal: str
    label: str
    weight: str  # as the organization has edited it
    worth: str  # the same, scaled to 100 in all
    state: str
    points: int
    reason: str


@dataclass(frozen=True)
class Fit:
    total: int
    known: Decimal  # the share of the weights behind which a value stands
    lines: list[Line]

    @property
    def band(self) -> str:
        return band_of(self.total)


def band_of(fit: int) -> str:
    """Hot, warm or cold: by fit alone."""
    return Band.HOT if fit >= HOT else Band.WARM if fit >= WARM else Band.COLD


def assess(signals: Sequence[Signal], ideal: IdealCustomer, features: Mapping[str, Any]) -> Fit:
    """Score one contact by the values of its fields (crm.features), None where one is not known."""
    whole = sum((signal.weight for signal in signals), Decimal())
    verdicts = [signal.judge(features, ideal) for signal in signals]
    worths = [signal.weight * 100 / whole for signal in signals]
    earned = [
        worth * _share(verdict.state, signal.prior)
        for signal, worth, verdict in zip(signals, worths, verdicts, strict=True)
    ]
    lines = [
        Line(
            signal=signal.code,
            label=signal.label,
            weight=_plain(signal.weight),
            worth=_plain(worth),
            state=str(verdict.state),
            points=points,
            reason=_explained(verdict.state, verdict.reason, points),
        )
        for signal, worth, verdict, points in zip(signals, worths, verdicts, whole_points(earned), strict=True)
    ]
    known = sum((s.weight for s, v in zip(signals, verdicts, strict=True) if v.state != SignalState.UNKNOWN), Decimal())
    return Fit(sum(line.points for line in lines), (known / whole).quantize(Decimal("0.001")), lines)


def whole_points(exact: Sequence[Decimal]) -> list[int]:
    """Whole numbers whose sum is the rounded sum of `exact`: the largest remainders are rounded up, the first wins."""
    points = [int(value) for value in exact]
    missing = int(sum(exact, Decimal()).quantize(Decimal(1), ROUND_HALF_UP)) - sum(points)
    by_remainder = sorted(range(len(exact)), key=lambda i: points[i] - exact[i])
    for i in by_remainder[:missing]:
        points[i] += 1
    return points


def _share(state: str, prior: Decimal) -> Decimal:
    if state == SignalState.UNKNOWN:
        return prior
    return Decimal(state == SignalState.MET)


def _explained(state: str, reason: str, points: int) -> str:
    if state != SignalState.UNKNOWN:
        return reason
    return gettext("{reason} Counts {points} until it is known.").format(reason=reason, points=points)


def _plain(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.1')).normalize():f}"
