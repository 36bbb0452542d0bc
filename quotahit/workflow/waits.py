"""Waiting for events: the rows that say so, the listener's side that fills them in, and what came of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from quotahit.events.models import Event
from quotahit.workflow import sql
from quotahit.workflow.choices import RunStatus, StepStatus
from quotahit.workflow.flight import Flight
from quotahit.workflow.hints import look_soon
from quotahit.workflow.models import Run, Wait
from quotahit.workflow.outcome import Outcome, passed, still_waiting
from quotahit.workflow.results import WaitFor

# An event's transaction may have begun before the wait was written and end after the first look for it. It is found by
# the second look, so no transaction that records events may last longer than this.
SECOND_LOOK = timedelta(minutes=1)
_AT_ONCE = 2000  # events to a query


def open_waits(outcomes: Iterable[Outcome], now: datetime) -> None:
    """Write down what these runs wait for, in the transaction that stores their steps."""
    waiting = [(o.flight, o.pending) for o in outcomes if isinstance(o.pending, WaitFor)]
    runs = Run.objects.filter(pk__in=[flight.run_id for flight, _ in waiting])
    moved_at = dict(runs.values_list("pk", "moved_at"))
    Wait.objects.bulk_create(_wait(flight, wanted, moved_at[flight.run_id], now) for flight, wanted in waiting)


def _wait(flight: Flight, wanted: WaitFor, last_commit: datetime, now: datetime) -> Wait:
    subject = wanted.subject or (flight.context.subject_type, flight.context.subject_id)
    return Wait(
        organization_id=flight.organization_id,
        run_id=flight.run_id,
        event_type=wanted.event_type,
        subject_type=subject[0],
        subject_id=subject[1],
        match=wanted.match,
        since=wanted.since or last_commit,
        timeout_at=now + wanted.timeout if wanted.timeout is not None else None,
        created_at=now,
    )


def notice(events: Sequence[Event], now: datetime) -> None:
    """Give these new events to the runs that wait for them, in the transaction that records the events."""
    for start in range(0, len(events), _AT_ONCE):
        _notice(events[start : start + _AT_ONCE], now)


def _notice(events: Sequence[Event], now: datetime) -> None:
    if not _somebody_waits(events):
        return
    waits = Wait.objects.select_for_update().filter(
        closed_at=None,
        event_id=None,
        organization__in={event.organization_id for event in events},
        event_type__in={event.type for event in events},
        subject_id__in={event.subject_id for event in events},
    )
    found = {wait: event for wait in waits.order_by("pk") if (event := _first(wait, events))}
    if found:
        _fill_in(found)
        runs = [wait.run_id for wait in found]
        Run.objects.filter(pk__in=runs, status=RunStatus.WAITING).update(wake_at=now)
        look_soon()


def _somebody_waits(events: Sequence[Event]) -> bool:
    """Whether to look closer: asked at every recording, so by the shortest statement."""
    subjects, ids = sql.among("subject_id", [event.subject_id for event in events if event.subject_id is not None])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM workflow_wait WHERE closed_at IS NULL AND {subjects} LIMIT 1", ids)
        return cursor.fetchone() is not None


def look(flights: Sequence[Flight], now: datetime) -> list[Outcome]:
    """What became of the waits of these runs: the event, the time-out, or nothing yet. Closes those that are over."""
    waits = Wait.objects.select_for_update().filter(run__in=[flight.run_id for flight in flights], closed_at=None)
    by_run = {wait.run_id: wait for wait in waits.order_by("pk")}
    found = _events_of(by_run.values(), {flight.context.event_id for flight in flights})
    outcomes = [_outcome(flight, by_run.get(flight.run_id), found, now) for flight in flights]
    over = [outcome.flight.run_id for outcome in outcomes if outcome.step is StepStatus.DONE]
    Wait.objects.filter(run__in=over, closed_at=None).update(closed_at=now)
    return outcomes


def _outcome(flight: Flight, wait: Wait | None, found: Mapping[Wait, Event], now: datetime) -> Outcome:
    if wait is not None and wait in found:
        event = found[wait]
        return passed(flight, StepStatus.DONE, now, output={"event_id": event.pk, "payload": event.payload})
    if wait is None or (wait.timeout_at is not None and wait.timeout_at <= now):
        return passed(flight, StepStatus.DONE, now, output={"timed_out": True})
    second_look = wait.created_at + SECOND_LOOK
    if second_look <= now:
        return still_waiting(flight, wait.timeout_at)
    return still_waiting(flight, min(second_look, wait.timeout_at or second_look))


def _events_of(waits: Iterable[Wait], starts: set[int | None]) -> dict[Wait, Event]:
    """The event of each wait that has one: the one it was given, or the first since it looks back; never the event
    that started a run."""
    given = Event.objects.in_bulk({wait.event_id for wait in waits if wait.event_id})
    found = {wait: given[wait.event_id] for wait in waits if wait.event_id in given}
    missed = _missed([wait for wait in waits if wait.event_id is None], starts)
    _fill_in(missed)
    return found | missed


def _missed(waits: Sequence[Wait], starts: set[int | None]) -> dict[Wait, Event]:
    if not waits:
        return {}
    since = Event.objects.filter(
        organization__in={wait.organization_id for wait in waits},
        type__in={wait.event_type for wait in waits},
        subject_type__in={wait.subject_type for wait in waits},
        subject_id__in={wait.subject_id for wait in waits},
        at__gte=min(wait.since for wait in waits),
    )
    events = list(since.exclude(pk__in=starts - {None}).order_by("pk"))
    return {wait: event for wait in waits if (event := _first(wait, [e for e in events if e.at >= wait.since]))}


def _first(wait: Wait, events: Iterable[Event]) -> Event | None:
    return next((event for event in events if _fits(wait, event)), None)


def _fits(wait: Wait, event: Event) -> bool:
    return (
        wait.organization_id == event.organization_id
        and (wait.event_type, wait.subject_type, wait.subject_id) == (event.type, event.subject_type, event.subject_id)
        and all(event.payload.get(name) == value for name, value in wait.match.items())
    )


def _fill_in(found: Mapping[Wait, Event]) -> None:
    sql.assign(Wait, "event_id", {wait.pk: event.pk for wait, event in found.items()})
