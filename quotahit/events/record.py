"""Recording facts, and the listeners that write their own rows in the same transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from quotahit import bulk, clock
from quotahit.accounts.models import Organization
from quotahit.events.models import Event

BATCH = 2000

Listener = Callable[[list[Event]], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


@dataclass(frozen=True)
class Fact:
    """An event that is about to be recorded."""

    organization_id: int
    type: str
    subject: models.Model | tuple[str, int] | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    source: str = "system"
    key: str | None = None


def listens_to(*types: str) -> Callable[[Listener], Listener]:
    """Register a listener; it gets the new events of one recording at once, writes rows only, and `"*"` hears all."""

    def register(listener: Listener) -> Listener:
        for type_ in types:
            if listener not in _listeners[type_]:
                _listeners[type_].append(listener)
        return listener

    return register


def record(
    organization: Organization | int,
    type: str,
    *,
    subject: models.Model | tuple[str, int] | None = None,
    payload: dict[str, Any] | None = None,
    source: str,
    key: str | None = None,
) -> Event | None:
    """Record one fact in the caller's transaction; None when its `key` was recorded before."""
    organization_id = organization.pk if isinstance(organization, Organization) else organization
    recorded = record_many([Fact(organization_id, type, subject, payload or {}, source, key)])
    return recorded[0] if recorded else None


def record_many(facts: Iterable[Fact]) -> list[Event]:
    """Record many facts set-based; those whose key is already there are left out, of rows and of listeners."""
    at = clock.now()
    events = [_event(fact, at) for fact in facts]
    with transaction.atomic():
        new = _insert_keyed(events) if any(event.key for event in events) else _insert(events)
        _tell(new)
    return new


def _event(fact: Fact, at: datetime) -> Event:
    subject = fact.subject
    if isinstance(subject, models.Model):
        subject = (subject._meta.label_lower, subject.pk)
    return bulk.make(
        Event,
        organization_id=fact.organization_id,
        type=fact.type,
        subject_type=subject[0] if subject else "",
        subject_id=subject[1] if subject else None,
        payload=fact.payload,
        source=fact.source,
        key=fact.key,
        at=at,
    )


def _insert(events: list[Event]) -> list[Event]:
    bulk.insert(events)
    return events


def _insert_keyed(events: list[Event]) -> list[Event]:
    """Insert what is new; when somebody else commits one of the keys meanwhile, look again and leave it out.

    The rows go in by key, so that two recordings of the same keys wait for each other and never in a ring.
    """
    while True:
        new = _unseen(events)
        try:
            with transaction.atomic():
                _insert(sorted(new, key=lambda event: (event.organization_id, event.key or "")))
        except IntegrityError:
            if len(_unseen(new)) == len(new):
                raise  # no key was taken: something else is wrong with a row
            continue
        return new


def _unseen(events: list[Event]) -> list[Event]:
    """Those without a key, and the first of each key that is not recorded yet."""
    seen = _recorded([event for event in events if event.key])
    fresh = []
    for event in events:
        mark = (event.organization_id, event.key)
        if event.key is None or mark not in seen:
            fresh.append(event)
            seen.add(mark)
    return fresh


def _recorded(keyed: list[Event]) -> set[tuple[int, str | None]]:
    """Which of these events' keys are in the table, by organization."""
    found: set[tuple[int, str | None]] = set()
    for start in range(0, len(keyed), BATCH):
        some = keyed[start : start + BATCH]
        rows = Event.objects.filter(
            organization__in={event.organization_id for event in some}, key__in={event.key for event in some}
        )
        found.update(rows.values_list("organization_id", "key"))
    return found


def _tell(events: list[Event]) -> None:
    by_listener: dict[Listener, list[Event]] = defaultdict(list)
    for event in events:
        for listener in (*_listeners.get(event.type, ()), *_listeners.get("*", ())):
            by_listener[listener].append(event)
    for listener, heard in by_listener.items():
        listener(heard)
