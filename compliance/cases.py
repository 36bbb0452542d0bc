"""Case files: one decision a line, as people write them down and counsel can check them.

The columns are described in docs/how-to/add-a-rule.md. Words may be in small or capital letters. A line that cannot be
read is not skipped: it counts as a disagreement, and says which line and column is wrong.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfoNotFoundError

from compliance.addresses import phone_key
from compliance.case_cells import age, answer, consents, count, instant, one_of, split, zones
from compliance.choices import Channel, Purpose, Reassigned, Trait
from compliance.decision import Facts
from compliance.decision.facts import RegistryFacts
from compliance.numbers import read_number
from compliance.reasons import Reason
from compliance.rules import Rules

Value = TypeVar("Value")
SELLER = "S1"
DENY = "deny"
UNREADABLE = "INVALID"  # what a line that cannot be read gets, with the reason behind it
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
    number: int  # its line in the file
    case_id: str
    expected: str  # a reason code, ALLOW, or "deny" where any reason will do
    row: dict[str, str]

    def agrees(self, got: str) -> bool:
        return got == self.expected or (self.expected == DENY and got in Reason.values and got != Reason.ALLOW)


def read_cases(path: Path) -> list[CaseLine]:
    """The lines of a case file. Raises CaseFileError for what is none, OSError for what cannot be opened."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        try:
            cases = list(_lines(csv.DictReader(file), path.name))
        except (csv.Error, UnicodeDecodeError) as error:
            raise CaseFileError(f"{path.name} is no CSV file in UTF-8: {error}.") from None
    if not cases:
        raise CaseFileError(f"{path.name} holds no cases.")
    return cases


def _lines(reader: "csv.DictReader[str]", name: str) -> Iterator[CaseLine]:
    if missing := COLUMNS - set(reader.fieldnames or ()):
        raise CaseFileError(f"{name} lacks the columns {', '.join(sorted(missing))}.")
    for cells in reader:
        row = {key: (value or "").strip() for key, value in cells.items() if key}
        yield CaseLine(reader.line_num, row["case_id"], _expected(row), row)


def _expected(row: dict[str, str]) -> str:
    is_allowed = row["expected"].lower() == "allow"
    return Reason.ALLOW.value if is_allowed else row["reason"].upper() or DENY


def facts_of(row: dict[str, str], rules: Rules) -> Facts:
    """The facts of a line; every place counts as signed off. Raises CaseError with the column that is wrong."""
    _column(row, "expected", lambda text: one_of(text, "allow", DENY) if text or not row["reason"] else text)
    at = _column(row, "utc", instant)
    number = read_number(phone_key(row["phone"]), rules)
    return Facts(
        channel=_column(row, "channel", lambda text: Channel(text.lower())),
        purpose=_column(row, "purpose", lambda text: Purpose(text.lower())),
        at=at,
        country=row["country"].upper(),
        state=row["state"],
        zip_zones=_column(row, "zip_zones", zones),
        number=number,
        consents=_column(row, "consents", consents),
        registries=RegistryFacts(
            national=_column(row, "national_dnc", answer),
            state=_column(row, "state_dnc", answer),
            copied=_column(row, "scrub_age_days", lambda text: at - age(text) if text else None),
        ),
        own_dnc=_column(row, "internal_dnc", lambda text: instant(text) if text else None),
        reassigned=_column(row, "rnd", lambda text: Reassigned(text.lower())),
        # Only their number is known: counting all of them as made just now is the reading that allows least.
        attempts=_column(row, "attempts_24h", lambda text: (at,) * count(text) if text else None),
        traits=_column(row, "flags", lambda text: frozenset(Trait(word.lower()) for word in split(text, ";"))),
        confirmed=frozenset(place.code for place in rules.places.values() if place.is_low),
        seller=SELLER,
    )


def _column(row: dict[str, str], name: str, read: Callable[[str], Value]) -> Value:
    try:
        return read(row[name])
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise CaseError(f"{name}: {error}") from None
