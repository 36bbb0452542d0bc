"""The engagement ledger: what a contact did earns points, and points fade.

A line is worth its points times a half for every `HALF_LIFE` that has passed, rounded half up to a whole number; a
total is the sum of the lines as they are shown. A machine's open or click is written down and earns nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction

from crm.choices import Engagement
from crm.journal import enter, same_organization
from crm.models import Contact, EngagementEntry
from quotahit import clock
from quotahit.accounts.models import Organization

POINTS = {
    Engagement.EMAIL_OPENED: 5,
    Engagement.EMAIL_CLICKED: 15,
    Engagement.SITE_VISITED: 20,
    Engagement.POSITIVE_REPLY: 30,
    Engagement.RESOURCE_DOWNLOADED: 20,
    Engagement.WEBINAR: 25,
}
HALF_LIFE = timedelta(days=14)
FORGOTTEN = 6 * HALF_LIFE  # by then the most that a line can earn, 30 points, is worth less than half a point


@dataclass(frozen=True)
class Line:
    """One line of the ledger and what it is worth at the time asked for."""

    entry: EngagementEntry
    points: int


def earn(
    organization: Organization,
    contact: Contact,
    kind: str,
    *,
    source: str,
    key: str,
    is_machine: bool = False,
    at: datetime | None = None,
) -> EngagementEntry | None:
    """Write one line, once for each `key` (a machine's and a person's act of one key are two); None if it was there."""
    same_organization(organization, contact)
    with transaction.atomic():
        entry, is_new = EngagementEntry.objects.get_or_create(
            organization=organization,
            key=f"{key}:machine" if is_machine else key,
            defaults={
                "contact": contact,
                "kind": kind,
                "points": 0 if is_machine else POINTS[Engagement(kind)],
                "is_machine": is_machine,
                "source": source,
                "at": at or clock.now(),
            },
        )
        if not is_new:
            return None
        roll_up([contact.pk])
        payload = {"entry_id": entry.pk, "kind": str(kind), "points": entry.points, "is_machine": is_machine}
        enter(organization, "engagement.earned", contact, actor=f"contact:{contact.pk}", payload=payload)
    return entry


def worth(points: int, age: timedelta) -> int:
    """What `points` are worth after `age`, as a whole number."""
    return int(points * 0.5 ** (max(age, timedelta()) / HALF_LIFE) + 0.5)


def engagement_of(contact: Contact, at: datetime | None = None) -> tuple[int, list[Line]]:
    """The total and its lines, newest first, as of `at`; what is too old to be worth anything is left out."""
    at = at or clock.now()
    lines = lines_of(ledger([contact.pk], at), at)
    return sum(line.points for line in lines), lines


def lines_of(entries: Iterable[EngagementEntry], at: datetime) -> list[Line]:
    """Entries with what they are worth as of `at`."""
    return [Line(entry, worth(entry.points, at - entry.at)) for entry in entries]


def totals(contact_ids: Iterable[int], at: datetime) -> dict[int, int]:
    """The total of each contact that a person's act is known of, as of `at`. One query."""
    found: dict[int, int] = defaultdict(int)
    for entry in ledger(contact_ids, at).filter(is_machine=False):
        found[entry.contact_id] += worth(entry.points, at - entry.at)
    return dict(found)


def roll_up(contact_ids: Iterable[int]) -> int:
    """Bring `contact.engagement` up to date; one statement for each new total. Returns how many changed."""
    contacts = dict(Contact.objects.filter(pk__in=contact_ids).values_list("pk", "engagement"))
    now = totals(contacts, clock.now())
    moved: dict[int, list[int]] = defaultdict(list)
    for contact_id, before in contacts.items():
        if now.get(contact_id, 0) != before:
            moved[now.get(contact_id, 0)].append(contact_id)
    for total, ids in moved.items():
        Contact.objects.filter(pk__in=ids).update(engagement=total)
    return sum(len(ids) for ids in moved.values())


def fade(batch: int = 1000) -> int:
    """Roll up every contact that has points, a batch at a time: what the daily task does."""
    moved, last = 0, 0
    while True:
        ids = list(
            Contact.objects.filter(engagement__gt=0, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch]
        )
        if not ids:
            return moved
        with transaction.atomic():
            moved += roll_up(ids)
        last = ids[-1]


def ledger(contact_ids: Iterable[int], at: datetime) -> "models.QuerySet[EngagementEntry]":
    """The entries that may be worth something as of `at`, newest first."""
    entries = EngagementEntry.objects.filter(contact__in=list(contact_ids), at__lte=at, at__gt=at - FORGOTTEN)
    return entries.order_by("-at", "-pk")
