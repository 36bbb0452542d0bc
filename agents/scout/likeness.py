"""How like a lead is to a customer that was won: the same arithmetic each time, every part shown. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from crm.fit import whole_points
from crm.models import Contact
from crm.names import fold

WEIGHTS = {"industry": 30, "size": 20, "title": 20, "country": 15, "technologies": 15}
LABELS = {
    "industry": _("Industry"),
    "size": _("Company size"),
    "title": _("Position"),
    "country": _("Country"),
    "technologies": _("Technologies"),
}
TENFOLD = 1.0  # a firm ten times as large is not alike in size any more
LITTLE = frozenset(["of", "the", "and", "for", "und", "der", "die", "de", "du", "la", "le"])


@dataclass(frozen=True)
class Looks:
    """What is compared of somebody: folded words, so that spelling does not count."""

    name: str
    industry: str = ""
    employees: int | None = None
    country: str = ""
    seniority: str = ""
    title: frozenset[str] = frozenset()
    technologies: frozenset[str] = frozenset()

    @classmethod
    def of(cls, contact: Contact) -> "Looks":
        firm = contact.company
        return cls(
            name=str(firm or contact),
            industry=fold(firm.industry) if firm else "",
            employees=firm.employees if firm else None,
            country=contact.country or (firm.country if firm else ""),
            seniority=fold(contact.seniority),
            title=frozenset(fold(contact.title).split()) - LITTLE,
            technologies=frozenset(fold(str(one)) for one in (firm.technologies if firm else ())),
        )


class Part(BaseModel):
    """One part of a likeness: how many points of how many, or that it is not known on one side."""

    model_config = ConfigDict(frozen=True)

    code: str
    points: int
    most: int
    is_known: bool

    @property
    def label(self) -> str:
        return str(LABELS[self.code])


@dataclass(frozen=True)
class Likeness:
    """To which customer a lead is most like, and how much, of 100."""

    points: int
    customer: str
    parts: list[Part]


def most_like(lead: Looks, customers: Sequence[Looks]) -> Likeness | None:
    """The likeness to the customer whom the lead is most like, the first of equals; None without customers."""
    found = [(customer, _shares(lead, customer)) for customer in customers]
    if not found:
        return None
    customer, shares = max(found, key=lambda one: _total(one[1]))
    exact = [Decimal(WEIGHTS[code]) * Decimal(repr(share or 0.0)) for code, share in shares.items()]
    points = whole_points(exact)
    parts = [
        Part(code=code, points=earned, most=WEIGHTS[code], is_known=share is not None)
        for (code, share), earned in zip(shares.items(), points, strict=True)
    ]
    return Likeness(sum(points), customer.name, parts)


def _shares(one: Looks, other: Looks) -> dict[str, float | None]:
    """How alike both are in each part, from 0 to 1; None where one of them does not tell."""
    return {
        "industry": _same(one.industry, other.industry),
        "size": _size(one.employees, other.employees),
        "title": _title(one, other),
        "country": _same(one.country, other.country),
        "technologies": _overlap(one.technologies, other.technologies),
    }


def _total(shares: dict[str, float | None]) -> float:
    return sum(WEIGHTS[code] * (share or 0.0) for code, share in shares.items())


def _same(one: str, other: str) -> float | None:
    return float(one == other) if one and other else None


def _size(one: int | None, other: int | None) -> float | None:
    """1 for the same size, less the further apart, 0 from ten times the size on."""
    if not one or not other:
        return None
    return round(max(0.0, 1 - abs(math.log10(one / other)) / TENFOLD), 3)


def _title(one: Looks, other: Looks) -> float | None:
    """Half for the rank, half for words that both titles have."""
    ranks, words = _same(one.seniority, other.seniority), _overlap(one.title, other.title)
    known = [share for share in (ranks, words) if share is not None]
    return round(sum(known) / len(known), 3) if known else None


def _overlap(one: frozenset[str], other: frozenset[str]) -> float | None:
    return round(len(one & other) / len(one | other), 3) if one and other else None
