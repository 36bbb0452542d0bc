"""Dates and times as tools export them: "2025-03-04 09:14", "15 Apr, 2021 00:03:00", "4.3.2025", "3/4/2025 9:14 PM"."""

import re
from datetime import UTC, datetime, tzinfo

_TIME = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap]\.?m\.?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME, re.IGNORECASE)
_YEAR_LAST = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})" + _TIME, re.IGNORECASE)
_DAY_MONTH = re.compile(
    r"^(?:[a-z]{3,9},?\s+)?(\d{1,2})\.?[ -]+([^\W\d]{3,10})\.?,?[ -]+(\d{4})" + _TIME, re.IGNORECASE
)
_MONTH_DAY = re.compile(r"^(?:[a-z]{3,9},\s+)?([^\W\d]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _TIME, re.I)
_EPOCH = re.compile(r"^1\d{9}(\d{3})?$")
_MONTHS = (
    ("jan", "ene", "jän", "janv"), ("feb", "fev", "fév"), ("mar", "mär", "mrz"), ("apr", "abr", "avr"), ("may", "mai"),
    ("jun", "juin"), ("jul", "juil"), ("aug", "ago", "aou", "aoû"), ("sep",), ("oct", "okt"), ("nov",),
    ("dec", "dez", "dic", "déc"),
)  # fmt: skip


def moment(text: str, zone: tzinfo = UTC, *, month_first: bool = False) -> datetime | None:
    """The instant that the text names, in UTC; None where it names none.

    A time without a zone of its own is read in `zone`. `month_first` reads 3/4/2025 as the fourth of March.
    """
    text = " ".join(text.split())
    if found := _EPOCH.match(text):
        return datetime.fromtimestamp(int(text) / (1000 if found[1] else 1), UTC)
    if found := _YEAR_FIRST.match(text):
        return _made(found[1], found[2], found[3], found.groups()[3:], zone)
    if found := _YEAR_LAST.match(text):
        first, second = found[1], found[3]
        swap = int(second) > 12 or (month_first and found[2] != "." and int(first) <= 12)
        day, month = (second, first) if swap else (first, second)
        year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
        return _made(year, month, day, found.groups()[4:], zone)
    if found := _DAY_MONTH.match(text):
        return _made(found[3], _month(found[2]), found[1], found.groups()[3:], zone)
    if found := _MONTH_DAY.match(text):
        return _made(found[3], _month(found[1]), found[2], found.groups()[3:], zone)
    return None


def _month(name: str) -> str:
    name = name.casefold()
    numbers = [number for number, starts in enumerate(_MONTHS, 1) if name.startswith(starts)]
    return str(numbers[-1]) if numbers else "0"


def _made(year: str, month: str, day: str, time: tuple[str | None, ...], zone: tzinfo) -> datetime | None:
    hour, minute, second, half, offset = time
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    try:
        local = datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=zone)
    except ValueError:
        return None
    if offset:
        named = UTC if offset[0] not in "+-" else datetime.strptime(offset.replace(":", ""), "%z").tzinfo
        local = local.replace(tzinfo=named)
    return local.astimezone(UTC)
