"""Case files: one decision a line, as people write them down and counsel can check them.

The columns are described in docs/how-to/add-a-rule.md. A line that cannot be read is not skipped: it counts as a
disagreement, and says which column is wrong.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from compliance.addresses import phone_key
from compliance.choices import Channel, ConsentType, Purpose, Reassigned, Scope, Trait
from compliance.decision import Facts
from compliance.decision.facts import ConsentFact, RegistryFacts
from compliance.numbers import read_number
from compliance.reasons import Reason
from compliance.rules import Rules

Value = TypeVar("Value")
SELLER = "S1"
COLUMNS = {
    "case_id",
    "channel",
    "purpose",
    "country",
    "phone",
    "state",
    "zip_zones",
    "consents",
    "national_dnc",
    "state_dnc",
    "scrub_age_days",
    "internal_dnc",
    "rnd",
    "attempts_24h",
    "utc",
    "flags",
    "expected",
    "reason",
}


class CaseFileError(ValueError):
    """The file is no case file: a column is missing, or there are no cases."""


class CaseError(ValueError):
    """A line cannot be read; the message names the column."""


@dataclass(frozen=True)
class CaseLine:
    case_id: str
    expected: str  # a reason code, ALLOW, or "deny" where any reason will do
    row: dict[str, str]

    def agrees(self, got: str) -> bool:
        return got == self.expected or (self.expected == "deny" and got != Reason.ALLOW)


def read_cases(path: Path) -> list[CaseLine]:
    """The lines of a case file."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        if missing := COLUMNS - set(reader.fieldnames or ()):
            raise CaseFileError(f"{path.name} lacks the columns {', '.join(sorted(missing))}.")
        cases = [_line({key: (value or "").strip() for key, value in row.items() if key}) for row in reader]
    if not cases:
        raise CaseFileError(f"{path.name} holds no cases.")
    return cases


def _line(row: dict[str, str]) -> CaseLine:
    is_allowed = row["expected"].lower() == "allow"
    return CaseLine(row["case_id"], Reason.ALLOW.value if is_allowed else row["reason"] or "deny", row)


def facts_of(row: dict[str, str], rules: Rules) -> Facts:
    """The facts of a line; every place counts as signed off. Raises CaseError with the column that is wrong."""
    at = _column(row, "utc", _instant)
    number = read_number(phone_key(row["phone"]), rules)
    return Facts(
        channel=_column(row, "channel", Channel),
        purpose=_column(row, "purpose", Purpose),
        at=at,
        country=row["country"].upper(),
        state=row["state"],
        zip_zones=_column(row, "zip_zones", _zones),
        number=number,
        consents=_column(row, "consents", lambda text: tuple(_consents(text))),
        registries=RegistryFacts(
            national=_column(row, "national_dnc", _flag),
            state=_column(row, "state_dnc", _flag),
            copied=_column(row, "scrub_age_days", lambda text: at - timedelta(days=float(text)) if text else None),
        ),
        own_dnc=_column(row, "internal_dnc", lambda text: _instant(text) if text else None),
        reassigned=_column(row, "rnd", Reassigned),
        # Only their number is known: counting all of them as made just now is the reading that allows least.
        attempts=_column(row, "attempts_24h", lambda text: (at,) * int(text) if text else None),
        traits=_column(row, "flags", lambda text: frozenset(Trait(flag) for flag in _split(text, ";"))),
        confirmed=frozenset(place.code for place in rules.places.values() if place.is_low),
        seller=SELLER,
    )


def _column(row: dict[str, str], name: str, read: Callable[[str], Value]) -> Value:
    try:
        return read(row[name])
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise CaseError(f"{name}: {error}") from None


def _split(text: str, separator: str) -> Iterator[str]:
    return (part.strip() for part in text.split(separator) if part.strip())


def _instant(text: str) -> datetime:
    """A time in UTC; a bare date is its midnight, which stands for the whole day."""
    if len(text) == len("2026-11-20"):
        return datetime.combine(date.fromisoformat(text), time.min, UTC)
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _flag(text: str) -> bool | None:
    return {"": None, "0": False, "1": True}.get(text, True)


def _zones(text: str) -> tuple[str, ...]:
    return tuple(ZoneInfo(zone).key for zone in _split(text, "|"))


def _consents(text: str) -> Iterator[ConsentFact]:
    for record in _split(text, ";"):
        type_, channels, seller, given, *revoked = [part.strip() for part in record.split("|")]
        yield ConsentFact(
            type=ConsentType(type_),
            scopes=frozenset(Scope(channel) for channel in _split(channels, "+")),
            seller=seller,
            given=_instant(given) if given else None,
            revoked=_instant(revoked[0]) if revoked and revoked[0] else None,
        )
