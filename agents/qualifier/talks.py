"""A conversation as the qualifier takes it: who sells, who might buy, and what was said in which order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from agents.qualifier.money import Amount, find_amounts

PROSPECT = "prospect"
THE_PROSPECT = frozenset(["prospect", "lead", "customer", "buyer", "contact", "inbound", "visitor", "client"])
LONGEST_TURN = 20_000  # characters
MOST_TURNS = 400
AMOUNT_KEYS = ("amount", "value", "min", "minimum")


@dataclass(frozen=True)
class Turn:
    """What one side said; `source` is the number of the interaction, where there is one, `day` when that was."""

    speaker: str
    text: str
    source: int | None = None
    day: date | None = None

    @property
    def is_prospect(self) -> bool:
        return self.speaker == PROSPECT


@dataclass(frozen=True)
class Seller:
    """Who sells what to whom; `smallest_deal` is None where no line is drawn."""

    company: str = ""
    product: str = ""
    smallest_deal: Amount | None = None
    fit: str = ""


@dataclass(frozen=True)
class Prospect:
    name: str = ""
    company: str = ""
    role: str = ""


@dataclass(frozen=True)
class Talk:
    id: str = ""
    started: date | None = None
    channel: str = ""
    seller: Seller = field(default_factory=Seller)
    prospect: Prospect = field(default_factory=Prospect)
    turns: tuple[Turn, ...] = ()

    def theirs(self) -> list[Turn]:
        """What the prospect said."""
        return [turn for turn in self.turns if turn.is_prospect]


def parse_talk(given: Mapping[str, Any]) -> Talk:
    """A talk out of JSON. What is absent, null or of a strange kind is empty, what is unknown is passed over."""
    seller, prospect = _mapping(given.get("seller")), _mapping(given.get("prospect"))
    turns = given.get("turns")
    return Talk(
        id=_text(given.get("id")),
        started=parse_day(given.get("started")),
        channel=_text(given.get("channel")),
        seller=Seller(
            company=_text(seller.get("company")),
            product=_text(seller.get("product")),
            smallest_deal=parse_amount(seller.get("smallest_deal")),
            fit=_lines(seller.get("fit")),
        ),
        prospect=Prospect(*(_text(prospect.get(name)) for name in ("name", "company", "role"))),
        turns=tuple(_turn(turn) for turn in turns[:MOST_TURNS] if turn) if isinstance(turns, list) else (),
    )


def parse_day(value: Any) -> date | None:
    """A day out of an ISO date or date and time, with or without a zone."""
    text = _text(value)
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        found = re.match(r"\d{4}-\d{2}-\d{2}", text)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def parse_amount(value: Any) -> Amount | None:
    """A sum out of a number, a text such as "€5,000 a year", or an object with amount and currency."""
    if isinstance(value, Mapping):
        number = next((value[key] for key in AMOUNT_KEYS if value.get(key) is not None), None)
        return parse_amount(" ".join(_text(part) for part in (number, value.get("currency"), value.get("period"))))
    found = find_amounts(_text(value), bare=True)
    return found[0] if found else None


def _turn(given: Any) -> Turn:
    said = _mapping(given)
    speaker = _text(said.get("from")).strip().lower()
    return Turn(PROSPECT if speaker in THE_PROSPECT else "rep", _text(said.get("text"))[:LONGEST_TURN])


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    """Strings and numbers as text, everything else as none."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _lines(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, map(_lines, value)))
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_lines(one)}" for key, one in value.items() if _lines(one))
    return _text(value)
