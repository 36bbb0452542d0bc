"""What a form of writing a date is. Forms are tried in order; what one has read is gone for the next."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from outreach.inbound.dates.calendar import Span


class Sort(Enum):
    """What cues may expect of a date: a weekday alone is weaker, a stretch names its own last day."""

    DAY = 0xE000
    WEEKDAY = 0xE400
    STRETCH = 0xE800


@dataclass(frozen=True)
class Context:
    """The day the mail was written, and whether its writer puts the day before the month."""

    today: date
    day_first: bool


Match = re.Match[str]


@dataclass(frozen=True)
class Form:
    """A pattern over folded text, and what its match names (None when it names no day)."""

    pattern: re.Pattern[str]
    read: Callable[[Match, Context], Span | None]
    sort: Sort = Sort.DAY


def form(pattern: str, read: Callable[[Match, Context], Span | None], sort: Sort = Sort.DAY) -> Form:
    return Form(re.compile(pattern), read, sort)


def day_or_none(day: date | None) -> Span | None:
    return Span.day(day) if day else None
