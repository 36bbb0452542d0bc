"""When somebody works: their days and hours by their own clock, less the days they are away. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, model_validator

MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)  # as ISO numbers them
HORIZON = 120  # days looked ahead: who works on none of them does not work


class Absence(BaseModel):
    """Days on which somebody is away, the first and the last included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> "Absence":
        if self.last < self.first:
            raise ValueError(
                gettext("{first} to {last} ends before it begins.").format(first=self.first, last=self.last)
            )
        return self

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def read_absences(stored: list[dict[str, Any]]) -> tuple[Absence, ...]:
    """The absences that a rep's row keeps."""
    return tuple(Absence.model_validate(each) for each in stored)


@dataclass(frozen=True)
class WorkingHours:
    """From `begins` to `ends` on `days` (ISO: Monday is 1), by the clock of `zone`."""

    zone: str
    begins: time = time(9)
    ends: time = time(17)
    days: frozenset[int] = frozenset(MONDAY_TO_FRIDAY)
    absences: tuple[Absence, ...] = ()

    def is_away(self, moment: datetime) -> bool:
        """Whether they are absent on the day that it is for them."""
        return self._absent(moment.astimezone(ZoneInfo(self.zone)).date())

    def next_start(self, moment: datetime) -> datetime | None:
        """The moment itself while they work, else when they work again; None for who does not."""
        return next((max(start, moment) for start, _ in self.windows(moment)), None)

    def after(self, moment: datetime, working: timedelta) -> datetime | None:
        """When this much of their working time has passed since `moment`; None for who does not work that long."""
        left = working
        for start, end in self.windows(moment):
            begun = max(start, moment)
            if end - begun >= left:
                return begun + left
            left -= end - begun
        return None

    def shared_with(self, other: "WorkingHours", moment: datetime) -> timedelta:
        """How much of their next working day from `moment` on is also working time of `other`."""
        for start, end in self.windows(moment):
            theirs = other.windows(start)
            return sum((_overlap((start, end), window) for window in _until(theirs, end)), timedelta())
        return timedelta()

    def windows(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of work that end after `since`, in order."""
        today = since.astimezone(ZoneInfo(self.zone)).date()
        for day in (today + timedelta(days=number) for number in range(HORIZON)):
            if day.isoweekday() in self.days and not self._absent(day):
                start, end = self._at(day, self.begins), self._at(day, self.ends)
                if end > since and end > start:
                    yield start, end

    def _absent(self, day: date) -> bool:
        return any(absence.covers(day) for absence in self.absences)

    def _at(self, day: date, hour: time) -> datetime:
        """When the clocks there show it; where they leap over it, as much later as they leap."""
        return datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)


def _overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> timedelta:
    return max(min(one[1], other[1]) - max(one[0], other[0]), timedelta())


def _until(windows: Iterator[tuple[datetime, datetime]], end: datetime) -> Iterator[tuple[datetime, datetime]]:
    for window in windows:
        if window[0] >= end:
            return
        yield window
