"""Gathering what is due to be mailed: one mail for each member, however much it is, as far as they wish one now.

What falls into quiet hours waits for their end, and what is over the hourly cap for the next hour that has room; then
all of it is in one mail. Nothing is thrown away, and what is read in the bell meanwhile need not be mailed any more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from crm.models import Notification, NotificationMail, NotificationPreferences
from crm.noticing.kinds import kind_of
from crm.noticing.wishes import may_wake, quiet_until, wishes_of
from quotahit import clock
from quotahit.accounts.models import Membership
from quotahit.audit.log import Act, append_many

HOUR = timedelta(hours=1)
BATCH = 500
ACTOR = "system:notify"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one member's notices: those that go into a mail now, and those that wait until then."""

    mailed: list[Notification]
    later: dict[datetime, list[Notification]]


def gather(limit: int = BATCH) -> int:
    """Put up to `limit` notices that are due into mails, or off; returns how many were looked at.

    The member's row is locked while their hour is counted, so that two workers do not fill it twice.
    """
    now = clock.now()
    with transaction.atomic():
        due = Notification.objects.filter(mail_at__lte=now).order_by("mail_at", "pk")
        rows = list(due.select_for_update(skip_locked=True)[:limit])
        members = _members(rows)
        mails: Counter[int] = Counter()
        for (organization_id, user_id), notices in _by_member(rows).items():
            member = members.get((organization_id, user_id))
            if member is None or not member.user.is_active:
                _put(notices, mail_at=None)
                continue
            outcome = sort_out(member, wishes_of(organization_id, [user_id])[user_id], notices, now)
            if outcome.mailed:
                mail = NotificationMail.objects.create(
                    organization_id=organization_id, user_id=user_id, idempotency_key=str(uuid4()), not_before=now
                )
                _put(outcome.mailed, mail_at=None, mail=mail)
                mails[organization_id] += 1
            for at, waiting in outcome.later.items():
                _put(waiting, mail_at=at)
        append_many(Act(pk, ACTOR, "notices.gathered", why={"mails": count}) for pk, count in mails.items())
    return len(rows)


def sort_out(
    member: Membership, wishes: NotificationPreferences, notices: list[Notification], now: datetime
) -> Outcome:
    """What goes out to one member now, by their wishes as they are now."""
    later: dict[datetime, list[Notification]] = defaultdict(list)
    quiet = quiet_until(wishes, now, member.user.zone)
    going = [row for row in notices if quiet is None or may_wake(wishes, kind_of(row.kind), row.urgency)]
    if quiet is not None:
        later[quiet] += [row for row in notices if row not in going]
    free = next_free_hour(member, wishes.hourly_cap, now) if going else now
    if free > now:
        later[free] += going
        going = []
    return Outcome(going, {at: rows for at, rows in later.items() if rows})


def next_free_hour(member: Membership, cap: int, now: datetime) -> datetime:
    """Now, while fewer than `cap` mails were made for the member in the hour before; else when the first of those that
    fill it is an hour old."""
    mails = NotificationMail.objects.filter(organization=member.organization_id, user=member.user_id)
    newest = list(mails.order_by("-created_at").values_list("created_at", flat=True)[:cap])
    return max(now, newest[-1] + HOUR) if len(newest) == cap else now


def _members(rows: Iterable[Notification]) -> dict[tuple[int, int], Membership]:
    users, organizations = {row.user_id for row in rows}, {row.organization_id for row in rows}
    members = Membership.objects.filter(user__in=users, organization__in=organizations).select_related("user")
    locked = members.order_by("pk").select_for_update(of=("self",), no_key=True)
    return {(row.organization_id, row.user_id): row for row in locked}


def _by_member(rows: Iterable[Notification]) -> dict[tuple[int, int], list[Notification]]:
    found: dict[tuple[int, int], list[Notification]] = defaultdict(list)
    for row in rows:
        found[row.organization_id, row.user_id].append(row)
    return found


def _put(rows: Iterable[Notification], **values: object) -> None:
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
