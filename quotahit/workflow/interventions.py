"""What a person may do with one run. It is taken out of a worker's hands: a step in flight is then not recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from quotahit import clock
from quotahit.audit.log import append
from quotahit.workflow.approvals import withdraw
from quotahit.workflow.choices import RunStatus, StepStatus
from quotahit.workflow.course import Course
from quotahit.workflow.errors import NotPossible
from quotahit.workflow.hints import look_soon
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.settling import lock_questions


def retry(run: Run, actor: object) -> Run:
    """Try now the step that failed, or that would be tried again later; its attempts count anew."""
    with _taken(run, actor, "run.retried") as (row, now):
        if row.status not in (RunStatus.FAILED, RunStatus.RETRYING):
            raise NotPossible(gettext("Only a step that has failed can be tried again."))
        _make_ready(row, now)
    return row


def resume(run: Run, actor: object) -> Run:
    """Go on with a run that is paused, parked or held back."""
    with _taken(run, actor, "run.resumed") as (row, now):
        stuck = row.status in (RunStatus.PARKED, RunStatus.HELD)
        if row.paused_at is None and not stuck:
            raise NotPossible(gettext("Only a run that is paused, parked or held back can be resumed."))
        row.paused_at = None
        if stuck:
            _make_ready(row, now)
    return row


def skip(run: Run, actor: object) -> Run:
    """Leave out the step that is next, and whatever it waits for."""
    with _taken(run, actor, "run.step_skipped") as (row, now):
        if row.status in (RunStatus.FINISHED, RunStatus.CANCELLED):
            raise NotPossible(gettext("This run is over."))
        _stop_waiting(row, actor, now)
        skipped = {"status": StepStatus.SKIPPED, "at": now}
        first_seen = {"organization_id": row.organization_id, "name": row.step_name, "attempts": 0}
        RunStep.objects.update_or_create(
            run=row, position=row.position, defaults=skipped, create_defaults=skipped | first_seen
        )
        row.position += 1
        _make_ready(row, now)
    return row


def cancel(run: Run, actor: object) -> Run:
    """End a run for good; what its steps have done stays done."""
    with _taken(run, actor, "run.cancelled") as (row, now):
        if row.is_over:
            raise NotPossible(gettext("This run is over."))
        _stop_waiting(row, actor, now)
        _end(row, RunStatus.CANCELLED, now)
    return row


@contextmanager
def _taken(run: Run, actor: object, action: str) -> Iterator[tuple[Run, datetime]]:
    """The run as it is now, locked; what the caller changes is saved and logged."""
    with transaction.atomic():
        list(lock_questions(run.approvals.waiting()))
        row = Run.objects.select_for_update().get(pk=run.pk)
        step = row.position
        yield row, clock.now()
        row.claim, row.claimed_until = "", None
        row.save()
        append(row.organization_id, actor, action, row, why={"step": step})
        look_soon()


def _make_ready(row: Run, now: datetime) -> None:
    """The step at the run's position is due, or the run is through."""
    if row.position == len(row.step_names):
        _end(row, RunStatus.FINISHED, now)
        return
    row.status, row.reason, row.attempts = RunStatus.READY, "", 0
    row.wake_at, row.ended_at = now, None
    row.lane = Course(row.chain, row.version, row.step_names).lane(row.position)


def _end(row: Run, status: RunStatus, now: datetime) -> None:
    row.status, row.wake_at, row.ended_at, row.paused_at = status, None, now, None


def _stop_waiting(row: Run, actor: object, now: datetime) -> None:
    row.waits.filter(closed_at=None).update(closed_at=now)
    for approval in row.approvals.waiting():
        withdraw(approval, actor=actor)
