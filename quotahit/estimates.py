"""How many rows there are, for people: exact while they are few, and what the database's planner thinks beyond that.

Counting a million rows takes as long as reading them. PostgreSQL keeps statistics of every table (brought up to date
by its autovacuum), from which it says at once, by EXPLAIN, how many rows a question would find.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext

from quotahit.together import count_together

COUNTED = 10_000  # rows that are counted one by one
_NEVER = 2**40


@dataclass(frozen=True)
class Number:
    """A number of rows, exact or about."""

    value: int
    is_exact: bool = True

    def __add__(self, other: "Number") -> "Number":
        return Number(self.value + other.value, self.is_exact and other.is_exact)

    def __bool__(self) -> bool:
        return self.value > 0

    def __str__(self) -> str:
        return (
            f"{self.value:,}" if self.is_exact else gettext("about {number}").format(number=f"{_rounded(self.value):,}")
        )


NONE = Number(0)


def count_about(**querysets: QuerySet[Any, Any]) -> dict[str, Number]:
    """How many rows each query set has, by two statements at most; SQLite, which estimates nothing, counts them all."""
    if not is_estimating():
        return {name: Number(value) for name, value in count_together(**querysets).items()}
    counts = count_together(**{name: rows.order_by()[: COUNTED + 1] for name, rows in querysets.items()})
    numbers = {name: Number(value) for name, value in counts.items()}
    many = [name for name, value in counts.items() if value > COUNTED]
    estimates = _estimated([querysets[name] for name in many])
    # At least as many as were seen: statistics may be old.
    return numbers | {name: Number(max(value, COUNTED), False) for name, value in zip(many, estimates, strict=True)}


def is_estimating() -> bool:
    """Whether the database at hand can say how many rows there are about; SQLite counts them all."""
    return connection.vendor == "postgresql"


def expected_of(querysets: list[QuerySet[Any, Any]]) -> list[int]:
    """How many rows PostgreSQL's planner expects of each of these, by one statement."""
    return _estimated(querysets)


def expected(queryset: QuerySet[Any, Any]) -> int:
    """How many rows PostgreSQL's planner expects of a query set, at once and without reading any."""
    return _estimated([queryset])[0]


def _estimated(querysets: list[QuerySet[Any, Any]]) -> list[int]:
    if not querysets:
        return []
    # The limit, which nothing reaches, makes each arm a whole: no share of it is estimated for each parallel worker.
    arms = [queryset.order_by().values("pk")[:_NEVER].query.sql_with_params() for queryset in querysets]
    with connection.cursor() as cursor:
        # The arm that finds nothing makes a union of a single question too.
        statement = " UNION ALL ".join(["SELECT 0 WHERE random() < 0", *(f"({sql})" for sql, _ in arms)])
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", [value for _, values in arms for value in values])
        (plan,) = cursor.fetchone()
    loaded = json.loads(plan) if isinstance(plan, str) else plan
    return [int(part["Plan Rows"]) for part in _append(loaded[0]["Plan"])["Plans"][1:]]


def _append(plan: dict[str, Any]) -> dict[str, Any]:
    while plan["Node Type"] != "Append":
        plan = plan["Plans"][0]
    return plan


def _rounded(value: int) -> int:
    """To two digits that mean something: 123456 is 120000."""
    unit = 10 ** max(len(str(value)) - 2, 0)
    return round(value / unit) * unit
