"""The one way to take due work: by many workers at once, in batches, fair between organizations.

A claim is a lease on a row (`claimed_until`), taken by one statement. A worker that dies leaves rows that others take
when the lease has run out; nobody waits for a row that another is just taking.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.workflow import sql

_ORGANIZATION = Organization._meta.db_table
# Where many organizations are due, one of them gets at most this part of a batch: the small ones are served in every
# batch, and a large one still moves in batches that are worth their transaction.
_PARTS = 8
# A nested loop by LATERAL is one index look-up per organization; EXISTS might become a scan of all that is due.
_POSTGRESQL = """
    WITH tenant AS MATERIALIZED (
        SELECT tenant.id FROM {organization} AS tenant CROSS JOIN LATERAL ({rows} LIMIT 1) AS due
        WHERE {awake} ORDER BY random()
    ) SELECT picked.id FROM tenant
    CROSS JOIN LATERAL ({rows} {share} FOR UPDATE OF {table} SKIP LOCKED) AS picked(id) LIMIT %s"""
_SQLITE = """
    WITH tenant AS MATERIALIZED (
        SELECT tenant.id FROM {organization} AS tenant WHERE {awake} AND EXISTS ({rows}) ORDER BY random()
    ) SELECT picked.id FROM tenant CROSS JOIN {table} AS picked ON picked.id IN ({rows} {share}) LIMIT %s"""


def claim_due(
    queryset: models.QuerySet,
    limit: int,
    lease: timedelta,
    *,
    due: str = "next_at",
    lease_field: str = "claimed_until",
    claim: str | None = None,
    while_paused: bool = False,
) -> list[int]:
    """Lease up to `limit` rows of `queryset` whose time in `due` has come; returns their ids, in no particular order.

    The model must be owned by an organization and should have a partial index on (organization, `due`) under the query
    set's own conditions. `claim` is written into the field of that name, so that the worker can prove later that the
    row is still its own. Rows of a paused organization are left alone unless `while_paused`.
    """
    marks = {lease_field: clock.now() + lease} | ({} if claim is None else {"claim": claim})
    return [row_id for (row_id,) in claim_rows(queryset, limit, due, lease_field, marks, ("id",), while_paused)]


def claim_rows(
    queryset: models.QuerySet,
    limit: int,
    due: str,
    lease_field: str,
    marks: dict[str, Any],
    returning: Sequence[str],
    while_paused: bool = False,
) -> list[tuple[Any, ...]]:
    """The same with the columns to write and to give back, as the database has them."""
    now = clock.now()
    free = Q(**{lease_field: None}) | Q(**{f"{lease_field}__lte": now})
    ready = queryset.filter(free, **{f"{due}__lte": now, "organization_id": RawSQL("tenant.id", [])})
    picked, params = _picked(ready.order_by(due).values("pk"), limit, while_paused)
    among = "= ANY(ARRAY({}))" if sql.is_postgresql() else "IN ({})"
    statement = (
        f"UPDATE {ready.model._meta.db_table} SET {', '.join(f'{name} = %s' for name in marks)} "
        f"WHERE id {among.format(picked)} RETURNING {', '.join(returning)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*map(_value, marks.values()), *params])
        return list(cursor.fetchall())


def _picked(ready: models.QuerySet, limit: int, while_paused: bool) -> tuple[str, list[Any]]:
    """A query for the ids to lease, an even share of each organization's oldest; `ready` refers to `tenant.id`."""
    rows, params = ready.query.sql_with_params()
    awake = "true" if while_paused else "paused_at IS NULL"
    share = f"LIMIT (SELECT (%s + count(*) - 1) / count(*) FROM (SELECT 1 FROM tenant LIMIT {_PARTS}) AS parts)"
    form = _POSTGRESQL if sql.is_postgresql() else _SQLITE
    statement = form.format(
        organization=_ORGANIZATION, awake=awake, rows=rows, share=share, table=ready.model._meta.db_table
    )
    return statement, [*params, *params, limit, limit]


def _value(value: Any) -> Any:
    return sql.instant(value) if isinstance(value, datetime) else value
