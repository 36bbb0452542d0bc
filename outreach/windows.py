"""When a recipient should get mail: by their own clock, or where that is not known, by every clock it may be.

These are manners, not law: the compliance gate decides what is allowed, and decides again when the message leaves.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from compliance.zones import zones_of_place
from outreach.models import Sequence
from outreach.recipients import Recipient
from quotahit import clock

SATURDAY = 5
FARTHEST = timedelta(days=14)


@dataclass(frozen=True)
class Window:
    """Open from `opens` until before `closes` in each of `zones`; without zones it is always open."""

    zones: tuple[str, ...] = ()
    opens: time = time.min
    closes: time = time.max
    weekdays_only: bool = False

    def next_open(self, at: datetime) -> datetime | None:
        """`at` itself while the window is open, else when it opens next; None when its zones share no hour."""
        return _next_open(self, at)

    def opens_in(self, zone: str, at: datetime) -> datetime:
        """The same for one of its zones alone."""
        local = at.astimezone(ZoneInfo(zone))
        if self._is_day(local) and self.opens <= local.time() < self.closes:
            return at
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        opening = datetime.combine(day, self.opens, local.tzinfo)
        while not self._is_day(opening):
            opening += timedelta(days=1)  # wall-clock arithmetic: the same hour on the next day, whatever the zone does
        return opening.astimezone(at.tzinfo)

    def _is_day(self, local: datetime) -> bool:
        return not self.weekdays_only or local.weekday() < SATURDAY


ALWAYS = Window()


@lru_cache(maxsize=8192)
def _next_open(window: Window, at: datetime) -> datetime | None:
    candidate = at
    while candidate - at < FARTHEST:
        latest = max((window.opens_in(zone, candidate) for zone in window.zones), default=candidate)
        if latest == candidate:
            return candidate
        candidate = latest
    return None


def window_of(sequence: Sequence, recipient: Recipient, *, fallback: str) -> Window:
    """The window of one recipient; `fallback` is the zone to assume where nothing is known of the place.

    So it is for a country so wide that its zones share no office hour.
    """
    hours = (sequence.window_from, sequence.window_until, sequence.weekdays_only)
    window = Window(zones_of(recipient) or (fallback,), *hours)
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return window if window.next_open(midnight) else Window((fallback,), *hours)


def zones_of(recipient: Recipient) -> tuple[str, ...]:
    """The recipient's own zone, else every zone that the place on record may lie in."""
    if recipient.zone and _exists(recipient.zone):
        return (recipient.zone,)
    country, state, _ = recipient.place
    return zones_of_place(country, state)


@lru_cache(maxsize=512)
def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
