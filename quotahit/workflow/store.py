"""Writing what a round came to: every run and every step of it by one statement, under the worker's claim."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from quotahit.workflow import sql
from quotahit.workflow.choices import ENDED, READY_TO_EXECUTE, Lane, RunStatus
from quotahit.workflow.errors import WorkflowError
from quotahit.workflow.flight import Flight
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.outcome import Outcome

_RUN = Run._meta.db_table
_STEP = RunStep._meta.db_table
_SAYS_WHY = (RunStatus.RETRYING, RunStatus.HELD, RunStatus.PARKED, RunStatus.FAILED)
_COLUMNS = {
    "run_id": "bigint",
    "organization_id": "bigint",
    "status": "text",
    "reason": "text",
    "position": "smallint",
    "attempts": "smallint",
    "lane": "text",
    "wake_at": "timestamptz",
    "keeps": "boolean",
    "ends": "boolean",
    "step": "text",
    "step_position": "smallint",
    "step_name": "text",
    "input": "jsonb",
    "output": "jsonb",
    "error": "text",
    "tries": "smallint",
    "milliseconds": "double precision",
    "cost": "numeric",
}


class LostRuns(WorkflowError):
    """Some of the runs are not this worker's any more; nothing of the round may stand."""

    def __init__(self, run_ids: set[int]) -> None:
        super().__init__(f"{len(run_ids)} runs")
        self._run_ids = run_ids

    def mark(self, flights: Iterable[Flight]) -> None:
        """Let these flights know."""
        for flight in flights:
            flight.lost = flight.lost or flight.run_id in self._run_ids


def write(outcomes: Sequence[Outcome], claim: str, now: datetime, claimed_until: datetime) -> None:
    """Move the runs and record their steps, all or none; those that go on stay claimed until `claimed_until`.

    LostRuns when a run no longer carries `claim`: then nothing is written, and the caller's transaction must not stand.
    """
    rows = sql.as_rows([_row(outcome) for outcome in outcomes])
    ids = [outcome.flight.run_id for outcome in outcomes]
    if sql.is_postgresql():
        mine = _write_at_once(rows, ids, claim, now, claimed_until)
    else:
        mine = _write_in_turn(rows, ids, claim, now, claimed_until)
    if len(mine) < len(ids):
        raise LostRuns(set(ids) - mine)


def _write_at_once(rows: str, ids: list[int], claim: str, now: datetime, claimed_until: datetime) -> set[int]:
    """One statement. Rows are locked in the order of their ids, as everybody does who locks several runs: so no two
    ever wait for each other."""
    statement = f"""
        WITH v AS (SELECT * FROM {sql.source(_COLUMNS)}),
        mine AS (SELECT ARRAY(SELECT id FROM {_RUN} WHERE id = ANY(%s) AND claim = %s ORDER BY id FOR UPDATE) AS ids),
        complete AS (SELECT CASE WHEN cardinality(ids) = %s THEN ids END AS ids FROM mine),
        moved AS ({_move("v", "%s::timestamptz", "r.id = ANY((SELECT ids FROM complete)::bigint[])")} RETURNING id),
        recorded AS ({_record("v", "%s::timestamptz", "run_id IN (SELECT id FROM moved)")})
        SELECT unnest(ids) FROM mine"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [rows, ids, claim, len(ids), now, claimed_until, now, now])
        return {run_id for (run_id,) in cursor.fetchall()}


def _write_in_turn(rows: str, ids: list[int], claim: str, now: datetime, claimed_until: datetime) -> set[int]:
    """For a database whose one writer is this transaction: look, then write."""
    source, at, until = sql.source(_COLUMNS), sql.instant(now), sql.instant(claimed_until)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        mine = set(Run.objects.filter(pk__in=ids, claim=claim).values_list("pk", flat=True))
        if len(mine) == len(ids):
            cursor.execute(_move(source, "%s", "true"), [at, until, at, rows])
            cursor.execute(_record(source, "%s", "true"), [at, rows])
    return mine


def _move(source: str, instant: str, only: str) -> str:
    return f"""
        UPDATE {_RUN} AS r SET
            status = v.status, reason = v.reason, position = v.position, attempts = v.attempts,
            lane = v.lane, moved_at = {instant},
            wake_at = CASE WHEN v.keeps THEN r.wake_at ELSE v.wake_at END,
            claimed_until = CASE WHEN v.keeps THEN {instant} END,
            claim = CASE WHEN v.keeps THEN r.claim ELSE '' END,
            ended_at = CASE WHEN v.ends THEN {instant} END
        FROM {source} WHERE r.id = v.run_id AND {only}"""


def _record(source: str, instant: str, only: str) -> str:
    return f"""
        INSERT INTO {_STEP} (organization_id, run_id, position, name, status, input, output, error, attempts, at,
            milliseconds, cost, currency)
        SELECT organization_id, run_id, step_position, step_name, step, input, output, error, tries, {instant},
            milliseconds, cost, 'USD'
        FROM {source} WHERE step IS NOT NULL AND {only}
        ON CONFLICT (run_id, position) DO UPDATE SET
            status = excluded.status, output = excluded.output, attempts = excluded.attempts, at = excluded.at,
            error = COALESCE(NULLIF(excluded.error, ''), {_STEP}.error),
            milliseconds = {_STEP}.milliseconds + excluded.milliseconds, cost = {_STEP}.cost + excluded.cost"""


def _row(outcome: Outcome) -> dict[str, Any]:
    flight = outcome.flight
    return {
        "run_id": flight.run_id,
        "organization_id": flight.organization_id,
        "status": outcome.status,
        "reason": outcome.error[:160] if outcome.status in _SAYS_WHY else "",
        "position": outcome.position,
        "attempts": outcome.attempts,
        "lane": flight.lane(outcome.position) if outcome.status in READY_TO_EXECUTE else Lane.INSIDE,
        "wake_at": outcome.wake_at,
        "keeps": outcome.goes_on,
        "ends": outcome.status in ENDED,
        "step": outcome.step,
        "step_position": flight.position,
        "step_name": flight.step_name,
        "input": outcome.input,
        "output": outcome.output,
        "error": outcome.error[:400],
        "tries": flight.attempts + 1,
        "milliseconds": round(outcome.milliseconds, 3),
        "cost": str(outcome.cost),
    }
