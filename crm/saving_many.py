"""Saving many changed rows by a few statements, with their field history: what a loop of `save` costs a hundredfold."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from quotahit import clock
from quotahit.workflow.sql import among, instant

BATCH = 2000


def update_many(rows: Sequence[Any], columns: Iterable[str]) -> None:
    """Write these columns of rows of one model, by one upsert: far quicker than an UPDATE with a CASE for each."""
    now = clock.now()
    for row in rows:
        row.updated_at = now
    if rows:
        type(rows[0]).objects.bulk_create(
            rows, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=[*columns, "updated_at"]
        )


def remember(rows: Sequence[Any], kind: str, *, reason: str, user_id: int | None = None) -> None:
    """Add the rows to their field history, which the database copies; `kind` is + for new ones, ~ for changed ones."""
    if not rows:
        return
    table, history = rows[0]._meta.db_table, type(rows[0]).history.model
    columns = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
    which, ids = among("id", [row.pk for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{history._meta.db_table}" ({columns}, history_date, history_type, history_change_reason,'
            f' history_user_id) SELECT {columns}, %s, %s, %s, %s FROM "{table}" WHERE {which}',
            [instant(clock.now()), kind, reason, user_id, *ids],
        )
