"""Days, weeks and months counted from the day a mail was written."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta

STALE = timedelta(days=60)  # a day without a year may lie this far back: somebody forgot to switch a notice off
FREE_EVERYWHERE = {(1, 1), (12, 25)}


@dataclass(frozen=True)
class Span:
    """The first and last day that some words name; one day when they are equal.

    `to_the_end` marks "the end of …", whose last day belongs to an absence that lasts until then.
    """

    first: date
    last: date
    to_the_end: bool = False

    @classmethod
    def day(cls, day: date) -> "Span":
        return cls(day, day)

    @classmethod
    def end(cls, day: date) -> "Span":
        return cls(day, day, to_the_end=True)

    @classmethod
    def week(cls, monday: date) -> "Span":
        return cls(monday, monday + timedelta(days=6))

    @classmethod
    def week_with(cls, day: date) -> "Span":
        return cls.week(monday_of(day))

    @classmethod
    def month(cls, year: int, month: int) -> "Span":
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def working_day(day: date) -> date:
    """The day itself, or the first working day after it."""
    while day.weekday() >= 5 or (day.month, day.day) in FREE_EVERYWHERE:
        day += timedelta(days=1)
    return day


def next_working_day(day: date) -> date:
    return working_day(day + timedelta(days=1))


def make_day(year: int, month: int, day: int) -> date | None:
    """None for a day that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_without_year(today: date, month: int, day: int) -> date | None:
    """The year that the writer meant: the nearest such day that is not long past."""
    days = (make_day(year, month, day) for year in range(today.year - 1, today.year + 5))  # 29 February needs four
    return next((found for found in days if found and found >= today - STALE), None)


def day_of_month(today: date, day: int, weekday: int | None = None) -> date | None:
    """The nearest day with this number from today on; one on the right weekday if there is any within half a year."""
    months = (months_later(today.replace(day=1), count) for count in range(7))
    days = [found for month in months if (found := make_day(month.year, month.month, day)) and found >= today]
    fitting = (found for found in days if weekday is None or found.weekday() == weekday)
    return next(fitting, next(iter(days), None))


def weekday_after(today: date, weekday: int) -> date:
    """The nearest such weekday after a day."""
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def monday_of(today: date, weeks: int = 0) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def calendar_week(today: date, week: int, year: int | None = None) -> Span | None:
    """An ISO week; without a year the one that is not long past."""
    try:
        span = Span.week(date.fromisocalendar(year or today.year, week, 1))
        if year is None and span.last < today - STALE:
            span = Span.week(date.fromisocalendar(today.year + 1, week, 1))
    except ValueError:
        return None
    return span


def month_ahead(today: date, month: int, year: int | None = None) -> Span:
    """A whole month; without a year the one that is now or next."""
    return Span.month(year or today.year + (month < today.month), month)


def months_later(today: date, months: int) -> date:
    years, month = divmod(today.month - 1 + months, 12)
    year = max(today.year + years, MINYEAR)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
