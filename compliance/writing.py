"""Writing what the gate leaves: on the way of every message, so by one statement whatever its number."""

from collections.abc import Sequence

from django.db import connection, models

from quotahit.workflow.sql import as_rows, source


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model and give each its id, at a third of what the ORM takes."""
    if not rows:
        return
    table, fields = rows[0]._meta.db_table, _fields(type(rows[0]))
    columns = {column: type_ for column, _, type_ in fields}
    values = [{column: getattr(row, name) for column, name, _ in fields} for row in rows]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {source(columns)} RETURNING id", [as_rows(values)]
        )
        # Rows are read, and numbered, in the order of the document.
        ids = sorted(row_id for (row_id,) in cursor.fetchall())
    for row, row_id in zip(rows, ids, strict=True):
        row.pk = row_id
        row._state.adding = False
        row._state.db = connection.alias


def _fields(model: type[models.Model]) -> list[tuple[str, str, str]]:
    """Column, attribute and type of everything but the id."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return [(field.column or "", field.attname, field.db_type(connection) or "") for field in fields]
