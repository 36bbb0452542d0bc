"""When a mailbox may send: at most so many a day, so far apart. A slot is the `not_before` of a delivery.

Workers share the calendar of a live mailbox by locking its row while they book. A sandbox mailbox is not locked:
a little over its cap harms nobody, and it is where the big bursts are. So its day is counted on, not anew
(`outreach.tallies`); a live one has a cap that is soon counted.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count

from outreach.models import Delivery, Mailbox
from outreach.tallies import used_on
from outreach.windows import Window
from quotahit import clock
from quotahit.accounts.tenancy import OwnedQuerySet
from quotahit.workflow.outgoing import Fate

GONE = (Fate.CLAIMED, Fate.SENT, Fate.UNKNOWN)
BOOKED = (Fate.WAITING, Fate.PLANNED, *GONE)
LOOK_AHEAD = timedelta(days=366)
DAY = timedelta(days=1)


class Calendar:
    """The slots of one mailbox. Days are those of its organization's zone, read from deliveries when first needed."""

    def __init__(self, mailbox: Mailbox, zone: ZoneInfo, counting: Collection[Fate]) -> None:
        self.mailbox_id = mailbox.pk
        self.zone = zone
        self.cap = mailbox.daily_cap
        self.spacing = timedelta(seconds=mailbox.spacing_seconds)
        self.counting = counting
        self.used: dict[date, int] = {}
        self.slots: dict[date, list[datetime]] = defaultdict(list)

    def book(self, earliest: datetime, window: Window) -> datetime | None:
        """Take the first free slot from `earliest` on within the window; None when there is none within a year."""
        at = window.next_open(earliest)
        while at is not None and at - earliest < LOOK_AHEAD:
            later = self._full_until(at) or self._taken_until(at)
            if later is None:
                self._take(at)
                return at
            at = window.next_open(later)
        return None

    def _full_until(self, at: datetime) -> datetime | None:
        """The next midnight, where the day of `at` has no message left."""
        day = self.day_of(at)
        return None if self._used_on(day) < self.cap else start_of(day + DAY, self.zone)

    def _taken_until(self, at: datetime) -> datetime | None:
        """When the nearest message is far enough, where one stands too close to `at`."""
        if not self.spacing:
            return None
        days = {self.day_of(at - self.spacing), self.day_of(at), self.day_of(at + self.spacing)}
        near = [slot for day in sorted(days) for slot in self._slots_on(day)]
        position = bisect_left(near, at - self.spacing + timedelta.resolution)
        if position < len(near) and near[position] < at + self.spacing:
            return near[position] + self.spacing
        return None

    def _take(self, at: datetime) -> None:
        day = self.day_of(at)
        self.used[day] = self._used_on(day) + 1
        if self.spacing:
            insort(self.slots[day], at)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _used_on(self, day: date) -> int:
        if day not in self.used:
            self._read(day)
        return self.used[day]

    def _slots_on(self, day: date) -> list[datetime]:
        if day not in self.used:
            self._read(day)
        return self.slots[day]

    def _read(self, day: date) -> None:
        booked = slots_on(day, self.zone, [self.mailbox_id], self.counting)
        if self.spacing:
            self.slots[day] = sorted(booked.values_list("not_before", flat=True))
        self.used[day] = len(self.slots[day]) if self.spacing else booked.count()


def open_calendars(
    mailboxes: Iterable[Mailbox], zones: dict[int, str], *, counting: Collection[Fate] = BOOKED, lock: bool = True
) -> dict[int, Calendar]:
    """Calendars by mailbox id; `zones` are those of the organizations. Locks the live mailboxes, in one order.

    Deliveries with a fate in `counting` hold their slot: all that are booked, or only those that are gone.
    """
    mailboxes = list(mailboxes)
    live = [mailbox.pk for mailbox in mailboxes if mailbox.is_live_mail]
    if lock and live:
        list(Mailbox.objects.filter(pk__in=live).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    calendars = {
        mailbox.pk: Calendar(mailbox, ZoneInfo(zones[mailbox.organization_id]), counting) for mailbox in mailboxes
    }
    unspaced = [calendar for calendar in calendars.values() if not calendar.spacing]
    carried = [row for row in unspaced if lock and counting == BOOKED and row.mailbox_id not in live]
    _count_on(carried)
    _count_today([row for row in unspaced if row not in carried], counting)
    return calendars


def _count_on(calendars: list[Calendar]) -> None:
    """Today's use of sandbox mailboxes."""
    now = clock.now()
    today = {row.mailbox_id: row.day_of(now) for row in calendars}
    days = {row.mailbox_id: bounds_of(today[row.mailbox_id], row.zone) for row in calendars}
    used = used_on(days, BOOKED, now) if days else {}
    for row in calendars:
        row.used[today[row.mailbox_id]] = used[row.mailbox_id]


def _count_today(calendars: list[Calendar], counting: Collection[Fate]) -> None:
    """Today's use of many mailboxes at once, so that a burst over many of them does not ask for each."""
    by_zone: dict[ZoneInfo, list[Calendar]] = defaultdict(list)
    for calendar in calendars:
        by_zone[calendar.zone].append(calendar)
    for zone, group in by_zone.items():
        today = clock.now().astimezone(zone).date()
        booked = slots_on(today, zone, [calendar.mailbox_id for calendar in group], counting)
        counts = dict(booked.values_list("mailbox").annotate(Count("pk")))
        for calendar in group:
            calendar.used[today] = counts.get(calendar.mailbox_id, 0)


def slots_on(day: date, zone: ZoneInfo, mailbox_ids: Collection[int], counting: Collection[Fate]) -> OwnedQuerySet:
    """Deliveries that hold a slot on that day."""
    start, end = bounds_of(day, zone)
    return Delivery.objects.filter(
        mailbox__in=mailbox_ids, status__in=counting, not_before__gte=start, not_before__lt=end
    )


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return start_of(day, zone), start_of(day + DAY, zone)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
