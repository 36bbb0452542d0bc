"""What open deals will bring: by stage, by owner and by the quarter in which they are to close.

The weighted amount of a deal is its amount times the probability of its stage. Amounts are in the organization's own
currency; deals in another are counted, and summed up by currency beside it, for nothing is converted here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.utils.translation import gettext

from crm.models import Deal
from crm.quarters import Quarter, quarter_of, this_quarter
from quotahit.accounts.models import Organization, User

NOTHING = Decimal(0)
_WEIGHTED = ExpressionWrapper(
    F("amount") * F("stage__probability") / 100, output_field=DecimalField(max_digits=20, decimal_places=4)
)
_SUMS = {"deals": Count("pk"), "worth": Sum("amount"), "expected": Sum(_WEIGHTED)}


@dataclass(frozen=True)
class Line:
    """So many deals under one heading, what they are worth, and what of it is to be expected."""

    key: Any  # a stage's id, a user's id or None, a quarter or None
    label: str
    deals: int
    amount: Decimal
    weighted: Decimal


@dataclass(frozen=True)
class Forecast:
    """Open deals in one currency, three times told; `elsewhere` are the sums in other currencies."""

    currency: str
    total: Line
    stages: list[Line]
    owners: list[Line]
    quarters: list[Line]
    elsewhere: dict[str, Decimal]


def forecast(organization: Organization, deals: "QuerySet[Deal]") -> Forecast:
    """The forecast over those of the given deals that are open, such as all that a member sees."""
    rows = deals.filter(closed_at=None).order_by()
    ours = rows.filter(currency=organization.currency)
    stages = _lines(ours, "stage", "stage__name", "stage__pipeline", "stage__position")
    owners = _lines(ours, "owner")
    names = User.objects.in_bulk([line["owner"] for line in owners if line["owner"]])
    total = ours.aggregate(**_SUMS)
    foreign = rows.filter(~Q(currency=organization.currency), amount__isnull=False)
    return Forecast(
        organization.currency,
        _line(total, None, gettext("All")),
        [_line(line, line["stage"], line["stage__name"]) for line in stages],
        _largest_first(_line(line, line["owner"], str(names.get(line["owner"], gettext("Nobody")))) for line in owners),
        _by_quarter(organization, ours),
        dict(foreign.values_list("currency").annotate(total=Sum("amount")).order_by("currency")),
    )


def _lines(rows: "QuerySet[Deal]", *by: str) -> list[dict[str, Any]]:
    return list(rows.values(*by).annotate(**_SUMS).order_by(*by[2:] or by))


def _by_quarter(organization: Organization, rows: "QuerySet[Deal]") -> list[Line]:
    """What was to close in a quarter that is over is still to close: it counts in this one. The undated come last."""
    found: dict[Quarter | None, list[dict[str, Any]]] = {}
    now = this_quarter(organization)
    for line in _lines(rows, "expected_close"):
        day = line["expected_close"]
        found.setdefault(max(quarter_of(day), now) if day else None, []).append(line)
    keys = sorted(key for key in found if key is not None)
    return [_together(found[key], key) for key in [*keys, *([None] if None in found else [])]]


def _together(lines: list[dict[str, Any]], key: Quarter | None) -> Line:
    total = {name: sum(line[name] or 0 for line in lines) for name in _SUMS}
    return _line(total, key, str(key) if key else gettext("No date"))


def _line(sums: dict[str, Any], key: Any, label: str) -> Line:
    cents = Decimal("0.01")
    amount, weighted = (Decimal(sums[name] or 0).quantize(cents) for name in ("worth", "expected"))
    return Line(key, label, sums["deals"], amount, weighted)


def _largest_first(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.weighted, line.label))
