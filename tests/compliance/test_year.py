"""Every minute of a year in every place: attempts are free exactly within the hours that its row and calendar name.

Whether an attempt is free can change only where a window opens or closes, at midnight, and when clocks change. So the
minute on either side of each of these, on every day, in every zone of every place, stands for all minutes of the year.
"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from compliance.choices import Channel, Purpose
from compliance.decision import Facts
from compliance.decision.case import Case
from compliance.decision.hours import hours
from compliance.decision.whereabouts import Whereabouts
from compliance.reasons import CURED_BY_TIME
from compliance.rules import current
from compliance.rules.model import HOURS_OF_CHANNEL, Hours, Place
from tests.compliance.situations import an_attempt

YEAR = [date(2027, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
MINUTE = timedelta(minutes=1)
CLOCKS_CHANGE = {date(2027, 3, 14), date(2027, 3, 28), date(2027, 10, 31), date(2027, 11, 7)}
PLACES = list(current().places.values())
CHANNELS = (Channel.VOICE, Channel.VOICE_LIVE, Channel.SMS)
WEEKDAYS, SATURDAY, SUNDAY = range(3)


def counsels_holidays() -> dict[str, set[date]]:
    with (Path(__file__).parent / "holidays_2027.csv").open(newline="") as file:
        listed: dict[str, set[date]] = {}
        for row in csv.DictReader(file):
            listed.setdefault(row["calendar"], set()).add(date.fromisoformat(row["day"]))
    return listed


HOLIDAYS = counsels_holidays()


def is_holiday(place: Place, day: date) -> bool:
    if place.country == "US":
        return day in HOLIDAYS.get(place.holidays, ())
    return bool(place.holidays) and current().calendars[place.holidays].holds(day)


def opening(place: Place, kind: Hours, day: date) -> tuple[time, time] | None:
    """When a place is open on a day, read from its row by hand."""
    window = place.week(kind)[{5: SATURDAY, 6: SUNDAY}.get(day.weekday(), WEEKDAYS)]
    if is_holiday(place, day):
        window = place.on_holidays.get(kind)
    return (window.start, window.end) if window else None


def is_open(place: Place, kind: Hours, zones: tuple[str, ...], at: datetime) -> bool:
    """Whether the place is open on the clock of every zone."""
    for zone in zones:
        local = at.astimezone(ZoneInfo(zone))
        today = opening(place, kind, local.date())
        if today is None or not today[0] <= local.time() < today[1]:
            return False
    return True


def turns(place: Place, kind: Hours, zone: str) -> Iterator[datetime]:
    """Both sides of every moment of the year at which something may change in a zone."""
    for day in YEAR:
        times = {time.min, *(opening(place, kind, day) or ())}
        if day in CLOCKS_CHANGE:
            times |= {time(hour, 30) for hour in range(24)}
        for moment in times:
            at = datetime.combine(day, moment, ZoneInfo(zone)).astimezone(UTC)
            yield at - MINUTE
            yield at


def rules_apart() -> dict[tuple[object, ...], tuple[Channel, Place, str]]:
    """One channel, place and zone for all that share a week and a calendar: they are open at the same minutes."""
    found = {}
    for channel, place in product(CHANNELS, PLACES):
        kind = HOURS_OF_CHANNEL[channel]
        week = tuple(window and (window.start, window.end) for window in place.week(kind))
        for zone in {*place.zones, place.clock} - {""}:
            key = (week, place.holidays, place.on_holidays.get(kind), place.clock, zone)
            found[key] = (channel, place, zone)
    return found


RULES_APART = sorted(rules_apart().values(), key=lambda rule: (rule[1].code, rule[2], rule[0]))


@pytest.mark.parametrize("country", ["US", "CA", "GB"])
def test_all_year_long_an_attempt_is_free_exactly_when_its_place_is_open(country: str) -> None:
    for channel, place, zone in RULES_APART:
        if place.country == country:
            kind, zones = HOURS_OF_CHANNEL[channel], tuple({zone, place.clock or zone})
            facts = an_attempt(place, channel, Purpose.MARKETING)
            for at in turns(place, kind, zone):
                assert is_free(facts, place, zone, at) == is_open(place, kind, zones, at), (place.code, zone, at)


def is_free(facts: Facts, place: Place, zone: str, at: datetime) -> bool:
    where = Whereabouts(laws=(place.country,), places=(place,), zones=(zone,))
    found = hours(Case(replace(facts, at=at), current(), where))
    return CURED_BY_TIME.isdisjoint(finding.reason for finding in found)
