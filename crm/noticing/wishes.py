"""What a member wishes: whether a notification rings, whether and when it is mailed, and when they are left alone.

Quiet hours and the hour of the summary are by the clock on the member's own wall, through summer time and winter time:
where the clocks leap over an end of the quiet hours they end as much later as the clocks leap, and where an hour comes
twice they are over at the first.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm.models import NotificationPreferences
from crm.noticing.kinds import NoticeKind
from crm.reminding.moments import on_the_wall
from quotahit.accounts.models import Organization

AT_ONCE = frozenset({"high", "urgent"})  # the others are summed up once a day
URGENT = "urgent"
DAY = timedelta(days=1)


def wishes_of(organization: Organization | int, user_ids: Collection[int]) -> dict[int, NotificationPreferences]:
    """The wishes of each of these members. One query."""
    chosen = NotificationPreferences.objects.for_organization(organization).filter(user__in=user_ids)
    found = {row.user_id: row for row in chosen}
    return {pk: found.get(pk) or NotificationPreferences(user_id=pk) for pk in user_ids}


def rings(wishes: NotificationPreferences, kind: NoticeKind) -> bool:
    """Whether the bell counts it."""
    return bool(wishes.kinds.get(kind.code, {}).get("bell", True))


def is_mailed(wishes: NotificationPreferences, kind: NoticeKind) -> bool:
    return bool(wishes.kinds.get(kind.code, {}).get("email", kind.email))


def mail_at(
    wishes: NotificationPreferences, kind: NoticeKind, urgency: str, now: datetime, zone: str
) -> datetime | None:
    """When it may be mailed at the earliest, the cap aside; None where it is not to be."""
    if not is_mailed(wishes, kind):
        return None
    at = now if urgency in AT_ONCE else next_at(wishes.digest_at, now, zone)
    return at if may_wake(wishes, kind, urgency) else quiet_until(wishes, at, zone) or at


def may_wake(wishes: NotificationPreferences, kind: NoticeKind, urgency: str) -> bool:
    """Whether it is mailed in quiet hours too."""
    return wishes.urgent_any_time and kind.may_wake and urgency == URGENT


def quiet_until(wishes: NotificationPreferences, now: datetime, zone: str) -> datetime | None:
    """When the quiet hours end that it is in at `now`; None outside of them."""
    start, end = wishes.quiet_from, wishes.quiet_until
    if start is None or end is None or start == end:
        return None
    here = now.astimezone(ZoneInfo(zone))
    clock = here.time().replace(fold=0)
    is_quiet = start <= clock < end if start < end else clock >= start or clock < end
    if not is_quiet:
        return None
    over = _on(here.date() if clock < end else here.date() + DAY, end, zone)
    return over if over > now else None


def next_at(wall: time, now: datetime, zone: str) -> datetime:
    """The next moment, after `now`, at which the clocks of `zone` show this time."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return next(at for days in range(3) if (at := _on(today + days * DAY, wall, zone)) > now)


def _on(day: date, wall: time, zone: str) -> datetime:
    return on_the_wall(datetime.combine(day, wall), zone)
