"""Statements over many rows at once, for PostgreSQL and SQLite alike.

One statement for a batch is what makes the engine and the claims quick; the ORM's `bulk_update` costs thirty times as
much. Values travel as one JSON document, which both databases read back as rows.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from quotahit.lookups import as_array

Columns = Mapping[str, str]  # name of a column, and its type as PostgreSQL has it


def is_postgresql() -> bool:
    """Whether the database can lock rows, skip locked ones and write in a WITH clause."""
    return connection.vendor == "postgresql"


def source(columns: Columns) -> str:
    """A table expression named `v` with these columns, made from one parameter: `as_rows(...)`."""
    if is_postgresql():
        types = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
        return f"json_to_recordset(%s::json) AS v({types})"
    fields = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return f"(SELECT {fields} FROM json_each(%s)) AS v"


def as_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """The parameter that `source` expects; TypeError when a value is none of JSON's."""
    return json.dumps(rows, default=_isoformat if is_postgresql() else _instant)


def among(column: str, ids: Iterable[int]) -> tuple[str, list[Any]]:
    """A condition that `column` is one of `ids`, and its parameters; index look-ups however many there are."""
    if is_postgresql():
        return f"{column} = ANY(%s::bigint[])", [as_array(ids)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]


def assign(model: type[models.Model], column: str, values: Mapping[int, int]) -> None:
    """Set a column of ids, row by row given as {primary key: id}, in one statement."""
    if not values:
        return
    columns = {"row_id": "bigint", "value": "bigint"}
    rows = as_rows([{"row_id": row_id, "value": value} for row_id, value in values.items()])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} AS r SET {column} = v.value FROM {source(columns)} WHERE r.id = v.row_id",
            [rows],
        )


def instant(at: datetime) -> Any:
    """A time as a parameter of a hand-written statement."""
    return connection.ops.adapt_datetimefield_value(at)


def json_literal() -> str:
    """The placeholder of a JSON column's value."""
    return "%s::jsonb" if is_postgresql() else "%s"


def _isoformat(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value.astimezone(UTC)))
    raise TypeError(f"{type(value).__name__} is not JSON")
