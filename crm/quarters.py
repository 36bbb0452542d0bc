"""Quarters of a year, by which sales are planned, in an organization's own zone."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from quotahit import clock
from quotahit.accounts.models import Organization


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter: `Quarter(2026, 4)` is October to December."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"Q{self.number} {self.year}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def bounds(self, organization: Organization) -> tuple[datetime, datetime]:
        """When it begins there, and when the next one does."""
        zone = ZoneInfo(organization.zone)
        days = (self.first_day, self.next.first_day)
        begins, ends = (datetime.combine(day, datetime.min.time(), zone) for day in days)
        return begins, ends


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def this_quarter(organization: Organization) -> Quarter:
    """The quarter that it is there now."""
    return quarter_of(clock.now().astimezone(ZoneInfo(organization.zone)).date())
