"""Tables equal to a model's, less its foreign keys, and the barest way to fill them: the other side of a benchmark."""

import re
from typing import Any

from django.db import connection, models, transaction

BATCH = 1000
_REFERENCE = re.compile(r' REFERENCES "\w+" \("\w+"\) DEFERRABLE INITIALLY DEFERRED')


def make_bare(model: type[models.Model]) -> None:
    """Make the table with the columns, keys and indexes of the model's."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'CREATE TABLE "bare_{table}" (LIKE "{table}" INCLUDING ALL)')
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND type IN ('table', 'index')", [table]
        )
        for name, statement in cursor.fetchall():
            if statement:  # an index that a constraint brings along has none
                bare = statement.replace(f'"{name}"', f'"bare_{name}"', 1).replace(f'"{table}"', f'"bare_{table}"')
                cursor.execute(_REFERENCE.sub("", bare))


def last_id(model: type[models.Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max({_key(model)}), 0) FROM "{model._meta.db_table}"')
        return int(cursor.fetchone()[0])


def rows_after(model: type[models.Model], row_id: int) -> list[tuple[Any, ...]]:
    """The rows added since, as the database gives them."""
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(f'SELECT {_columns(model)} FROM "{table}" WHERE {_key(model)} > %s ORDER BY 1', [row_id])
        return list(cursor.fetchall())


def fill_bare(model: type[models.Model], rows: list[tuple[Any, ...]]) -> None:
    """Put the rows into the model's bare table, a thousand per transaction."""
    for at in range(0, len(rows), BATCH):
        with transaction.atomic():
            fill(model, rows[at : at + BATCH])


def fill(model: type[models.Model], rows: list[tuple[Any, ...]]) -> None:
    """Put the rows into the model's bare table."""
    into = f'"bare_{model._meta.db_table}" ({_columns(model)})'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated)


def _key(model: type[models.Model]) -> str:
    return f'"{model._meta.pk.column}"'
