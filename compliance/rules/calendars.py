"""Legal holidays of a state or province, for any year: computed, never a list that runs out."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any

import holidays
from dateutil.easter import easter
from pydantic import BeforeValidator

from compliance.rules.model import Row, Sourced


def _weekday(name: Any) -> Any:
    return list(calendar.day_name).index(name.capitalize()) if isinstance(name, str) else name


class Extra(Row):
    """A day that the library does not know: a date, so many days after a weekday of a month, or from Easter."""

    name: str
    day: str = ""
    nth: tuple[int, Annotated[int, BeforeValidator(_weekday)], int] | None = None
    days: int = 0
    from_easter: int | None = None

    def dates(self, year: int) -> Iterator[date]:
        if self.nth:
            month, weekday, count = self.nth
            first = date(year, month, 1)
            yield first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1) + self.days)
        elif self.from_easter is not None:
            yield easter(year) + timedelta(days=self.from_easter)
        elif len(self.day) == len("12-24"):
            yield date.fromisoformat(f"{year}-{self.day}")
        elif self.day.startswith(str(year)):
            yield date.fromisoformat(self.day)


class Calendar(Sourced):
    """The holidays of one place."""

    country: str = "US"
    subdivision: str
    also: tuple[Extra, ...] = ()

    def __hash__(self) -> int:
        return hash((self.country, self.subdivision))

    def holds(self, day: date) -> bool:
        return day in _days(self, day.year)


@lru_cache(maxsize=512)
def _days(place: Calendar, year: int) -> frozenset[date]:
    # A neighbouring year can put an observed day into this one: New Year's Day on a Saturday is kept on 31 December.
    years = range(year - 1, year + 2)
    known = holidays.country_holidays(place.country, subdiv=place.subdivision, years=years)
    also = {day for extra in place.also for day in extra.dates(year)}
    return frozenset(day for day in {*known, *also} if day.year == year)
