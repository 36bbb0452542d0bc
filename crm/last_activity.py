"""When something last happened with contacts: begun with each, and moved forward by whatever is said or done."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from crm.models import Contact, LastActivity
from quotahit import bulk
from quotahit.workflow.sql import as_rows, is_postgresql, source

_COLUMNS = {"contact_id": "bigint", "organization_id": "bigint", "at": "timestamptz"}


def begin(contacts: Iterable[Contact]) -> None:
    """Give contacts that were put in by `bulk.insert` their row; `save` does so by itself."""
    bulk.insert_values(LastActivity, list(_COLUMNS), [(row.pk, row.organization_id, None) for row in contacts])


def move(moments: Iterable[tuple[int, int, datetime]]) -> None:
    """Move it forward, never back, to the latest of these (organization id, contact id, time), by one statement."""
    newest: dict[int, tuple[int, datetime]] = {}
    for organization_id, contact_id, at in moments:
        if contact_id not in newest or at > newest[contact_id][1]:
            newest[contact_id] = organization_id, at
    if not newest:
        return
    rows = [dict(zip(_COLUMNS, (contact_id, *of_it), strict=True)) for contact_id, of_it in newest.items()]
    statement = f"""
        INSERT INTO {LastActivity._meta.db_table} AS r ({", ".join(_COLUMNS)})
        SELECT v.contact_id, v.organization_id, v.at FROM {source(_COLUMNS)} WHERE true
        ON CONFLICT (contact_id) DO UPDATE SET at = excluded.at WHERE r.at IS NULL OR r.at < excluded.at"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_rows(rows)])


def put_back(moved: Mapping[int, tuple[datetime, datetime | None]]) -> set[int]:
    """Undo moves, given as (what it became, what it was before) by id of contact, where nothing has happened since.

    Returns the contacts of whom that is so.
    """
    if not moved:
        return set()
    rows = [{"contact_id": contact_id, "became": became, "was": was} for contact_id, (became, was) in moved.items()]
    columns = {"contact_id": "bigint", "became": "timestamptz", "was": "timestamptz"}
    returned = "r.contact_id" if is_postgresql() else "contact_id"
    statement = f"""
        UPDATE {LastActivity._meta.db_table} AS r SET at = v.was FROM {source(columns)}
        WHERE r.contact_id = v.contact_id AND r.at = v.became RETURNING {returned}"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_rows(rows)])
        return {contact_id for (contact_id,) in cursor.fetchall()}
