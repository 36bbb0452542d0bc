"""Writing decisions: on the way of every message, so by one statement whatever their number."""

from collections.abc import Sequence

from django.db import connection

from compliance.models import Decision
from quotahit.workflow.sql import as_rows, source

COLUMNS = {
    "organization_id": "bigint",
    "address_hash": "text",
    "subject_type": "text",
    "subject_id": "bigint",
    "at": "timestamptz",
    "allowed": "boolean",
    "reason": "text",
    "grounds_id": "bigint",
}


def insert(decisions: Sequence[Decision]) -> None:
    """Insert decisions and give each its id, at a third of what the ORM takes. Their grounds must be saved."""
    names = ", ".join(COLUMNS)
    for decision in decisions:
        decision.grounds_id = decision.grounds.pk
    rows = [{name: getattr(decision, name) for name in COLUMNS} for decision in decisions]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Decision._meta.db_table} ({names}) SELECT {names} FROM {source(COLUMNS)} RETURNING id",
            [as_rows(rows)],
        )
        # Rows are read, and numbered, in the order of the document.
        ids = sorted(row_id for (row_id,) in cursor.fetchall())
    for decision, row_id in zip(decisions, ids, strict=True):
        decision.pk = row_id
        decision._state.adding = False
        decision._state.db = connection.alias
