"""Hours and days: every state's window must hold in every zone that the person may be in."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from compliance.choices import Purpose, Trait
from compliance.decision.case import Case
from compliance.decision.verdict import Finding
from compliance.reasons import Reason
from compliance.rules import Rules
from compliance.rules.model import HOURS_OF_CHANNEL, Hours, Place, Window


def hours(case: Case) -> Iterator[Finding]:
    """Unknown zones, emergencies, days off, quiet hours, and hours that nobody has confirmed. Written mail has none."""
    if not case.facts.channel.is_phone:
        return
    if not case.where.zone_is_known:
        yield Finding(Reason.ZONE_UNKNOWN)
    kind = HOURS_OF_CHANNEL[case.facts.channel]
    is_emergency = Trait.EMERGENCY in case.facts.traits and case.facts.purpose == Purpose.MARKETING
    for place in case.where.places:
        if is_emergency and place.emergency_ban:
            yield Finding(Reason.EMERGENCY_BAN, place.code, place.source)
        if place.is_low and place.code not in case.facts.confirmed:
            yield Finding(Reason.HOURS_UNCONFIRMED, place.code, place.source)
        for zone in zones_of(place, case.where.zones):
            local = case.facts.at.astimezone(zone_of(zone))
            window = window_on(place, kind, local.date(), case.rules)
            if window is None:
                yield Finding(Reason.DAY_OFF, f"{place.code} {zone}", place.source)
            elif not window.holds(local.time()):
                yield Finding(Reason.QUIET_HOURS, f"{place.code} {zone}", place.source)


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """A zone by its name; Python itself remembers the last eight alone and reads all others anew."""
    return ZoneInfo(name)


def zones_of(place: Place, zones: tuple[str, ...]) -> tuple[str, ...]:
    """The zones in which a place's window is read: all that are possible, and the one its statute names."""
    return zones if not place.clock or place.clock in zones else (*zones, place.clock)


def window_on(place: Place, kind: Hours, day: date, rules: Rules) -> Window | None:
    """The window of a local day; None when there is none."""
    if place.holidays and rules.calendars[place.holidays].holds(day):
        return place.on_holidays.get(kind)
    weekday = day.weekday()
    return place.week(kind)[0 if weekday < 5 else weekday - 4]


def local_times(at: datetime, zones: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The wall clock in each zone, for the reader of a decision."""
    return tuple((zone, f"{at.astimezone(zone_of(zone)):%a %Y-%m-%d %H:%M:%S}") for zone in zones)
