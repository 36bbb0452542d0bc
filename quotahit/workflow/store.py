"""Writing what a round came to: every run and every step of it set-based, under the worker's claim.

On PostgreSQL the statements stand in a function, made anew after every migration: a session keeps its plan, where for a
single run planning would cost more than writing. SQLite, whose one writer is this transaction, takes them in turn.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, connections, transaction

from quotahit.lookups import as_array
from quotahit.workflow import sql
from quotahit.workflow.choices import ENDED, READY_TO_EXECUTE, Lane, RunStatus
from quotahit.workflow.errors import WorkflowError
from quotahit.workflow.flight import Flight
from quotahit.workflow.models import Run
from quotahit.workflow.outcome import Outcome

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
    "step": "text",
    "step_position": "smallint",
    "step_name": "text",
    "input": "jsonb",
    "output": "jsonb",
    "error": "text",
    "failures": "smallint",
    "milliseconds": "double precision",
    "cost": "numeric",
}
# A row leaves out what is nothing: a blank, a zero, an empty document. Most steps are done at the first try.
_MOVE = """
    UPDATE workflow_run AS r SET
        status = v.status, reason = COALESCE(v.reason, ''), position = COALESCE(v.position, 0),
        attempts = COALESCE(v.attempts, 0), lane = v.lane, moved_at = {now},
        wake_at = CASE WHEN {goes_on} THEN r.wake_at ELSE v.wake_at END,
        claimed_until = CASE WHEN {goes_on} THEN {until} END, claim = CASE WHEN {goes_on} THEN r.claim ELSE '' END,
        ended_at = CASE WHEN v.status IN ({ended}) THEN {now} END
    FROM {rows} WHERE r.id = v.run_id"""
_RECORD = """
    INSERT INTO workflow_runstep AS s (organization_id, run_id, position, name, status, input, output, error, attempts,
        at, milliseconds, cost, currency)
    SELECT organization_id, run_id, COALESCE(step_position, 0), step_name, step, COALESCE(input, '{{}}'),
        COALESCE(output, '{{}}'), COALESCE(error, ''), COALESCE(failures, 0) + 1, {now}, COALESCE(milliseconds, 0),
        COALESCE(cost, 0), 'USD'
    FROM {rows} WHERE step IS NOT NULL
    ON CONFLICT (run_id, position) DO UPDATE SET
        status = excluded.status, output = excluded.output, attempts = excluded.attempts, at = excluded.at,
        error = COALESCE(NULLIF(excluded.error, ''), s.error),
        milliseconds = s.milliseconds + excluded.milliseconds, cost = s.cost + excluded.cost"""
# Rows are locked in the order of their ids, as everybody does who locks several runs: so no two wait for each other.
_FUNCTION = """
    CREATE OR REPLACE FUNCTION workflow_write_round(
        rows_ json, ids_ bigint[], claim_ text, now_ timestamptz, until_ timestamptz
    ) RETURNS bigint[] LANGUAGE plpgsql AS $$
    DECLARE
        mine bigint[] := ARRAY(
            SELECT id FROM workflow_run WHERE id = ANY(ids_) AND claim = claim_ ORDER BY id FOR UPDATE);
    BEGIN
        IF cardinality(mine) = cardinality(ids_) THEN
            WITH v AS MATERIALIZED (SELECT * FROM json_to_recordset(rows_) AS v({columns})),
            moved AS ({move} AND r.id = ANY(ids_)) {record};
        END IF;
        RETURN mine;
    END $$"""


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
    write_them = _write_at_once if sql.is_postgresql() else _write_in_turn
    mine = write_them(rows, ids, claim, now, claimed_until)
    if len(mine) < len(ids):
        raise LostRuns(set(ids) - set(mine))


def _write_at_once(rows: str, ids: list[int], claim: str, now: datetime, claimed_until: datetime) -> list[int]:
    call = "SELECT workflow_write_round(%s::json, %s::bigint[], %s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(call, [rows, as_array(ids), claim, now, claimed_until])
        return cursor.fetchone()[0]


def _write_in_turn(rows: str, ids: list[int], claim: str, now: datetime, claimed_until: datetime) -> list[int]:
    move, record = _statements(sql.source(_COLUMNS), now="%s", until="%s")
    at, until = sql.instant(now), sql.instant(claimed_until)
    with transaction.atomic(), connection.cursor() as cursor:
        mine = list(Run.objects.filter(pk__in=ids, claim=claim).values_list("pk", flat=True))
        if len(mine) == len(ids):
            cursor.execute(move, [at, until, at, rows])
            cursor.execute(record, [at, rows])
    return mine


def make_function(using: str, **kwargs: Any) -> None:
    """Put the function into the database; called after every migration."""
    if connections[using].vendor == "postgresql":
        columns = ", ".join(f"{name} {type_}" for name, type_ in _COLUMNS.items())
        move, record = _statements("v", now="now_", until="until_")
        with connections[using].cursor() as cursor:
            cursor.execute(_FUNCTION.format(columns=columns, move=move, record=record))


def _statements(rows: str, *, now: str, until: str) -> tuple[str, str]:
    goes_on = f"v.status = '{RunStatus.READY}' AND v.wake_at IS NULL"
    ended = ", ".join(f"'{status}'" for status in ENDED)
    move = _MOVE.format(rows=rows, now=now, until=until, goes_on=goes_on, ended=ended)
    return move, _RECORD.format(rows=rows, now=now)


def _row(outcome: Outcome) -> dict[str, Any]:
    flight = outcome.flight
    row = {
        "run_id": flight.run_id,
        "organization_id": flight.organization_id,
        "status": outcome.status,
        "reason": outcome.error[:160] if outcome.status in _SAYS_WHY else "",
        "position": outcome.position,
        "attempts": outcome.attempts,
        "lane": flight.course.lane(outcome.position) if outcome.status in READY_TO_EXECUTE else Lane.INSIDE,
        "wake_at": outcome.wake_at,
        "step": outcome.step,
        "step_position": flight.position,
        "step_name": flight.step_name,
        "input": outcome.input,
        "output": outcome.output,
        "error": outcome.error[:400],
        "failures": flight.attempts,
        "milliseconds": round(outcome.milliseconds, 3),
        "cost": str(outcome.cost or ""),
    }
    return {name: value for name, value in row.items() if value}
