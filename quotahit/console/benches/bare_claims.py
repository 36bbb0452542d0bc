"""The barest claim there is, with the rows that it leads to: what the tick is measured against."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction

from outreach.models import Enrollment
from quotahit import clock
from quotahit.console.benches.bare_tables import fill, make_bare
from quotahit.workflow.sql import instant

BATCH = 5000
Written = Sequence[tuple[type[models.Model], list[tuple[Any, ...]]]]
_TABLE = Enrollment._meta.db_table
_DUE = f"SELECT id FROM bare_{_TABLE} WHERE status = 'active' AND next_at <= %s ORDER BY next_at LIMIT %s"
_AMONG = {"postgresql": f"= ANY(ARRAY({_DUE} FOR UPDATE SKIP LOCKED))", "sqlite": f"IN ({_DUE})"}


def make_bare_tables(written: Sequence[type[models.Model]]) -> None:
    """Tables for the enrolments that are claimed, and for each kind of row."""
    make_bare(Enrollment)
    for model in written:
        make_bare(model)


def copy_enrollments() -> None:
    """Let the bare side have the same enrolments, as they are now."""
    columns = ", ".join(f'"{field.column}"' for field in Enrollment._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM bare_{_TABLE}")
        cursor.execute(f"INSERT INTO bare_{_TABLE} ({columns}) SELECT {columns} FROM {_TABLE}")
        cursor.execute(f"VACUUM ANALYZE bare_{_TABLE}" if connection.vendor == "postgresql" else "ANALYZE")


def claim_and_write(written: Written) -> float:
    """Claim what is due on the bare side, five thousand to a transaction, and write as large a part of each kind of
    row in it; returns the seconds."""
    began, at = time.perf_counter(), 0
    while True:
        with transaction.atomic():
            claimed = _claim()
            if not claimed:
                break
            _write(written, at, at + claimed)
        at += claimed
    return time.perf_counter() - began


def write_rows(written: Written, count: int) -> float:
    """The rows alone."""
    began = time.perf_counter()
    for at in range(0, count, BATCH):
        with transaction.atomic():
            _write(written, at, at + BATCH)
    return time.perf_counter() - began


def _claim() -> int:
    now = clock.now()
    then = instant(now + timedelta(days=3))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE bare_{_TABLE} SET next_at = %s, position = 2 WHERE id {_AMONG[connection.vendor]} RETURNING id",
            [then, instant(now), BATCH],
        )
        return len(cursor.fetchall())


def _write(written: Written, first: int, last: int) -> None:
    for model, rows in written:
        if part := rows[first:last]:
            fill(model, part)
