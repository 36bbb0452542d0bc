"""The one way to take due work: by many workers at once, in batches, fair between organizations.

A claim is a lease on a row (`claimed_until`), taken by one statement. A worker that dies leaves rows that others take
when the lease has run out; nobody waits for a row that another is just taking. Work that is done with the transaction
that takes it needs no lease: `lock_due`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
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
# A lease may be committed without waiting for the disk: a database that crashes and forgets it has cut the worker off.
_POSTGRESQL = """
    WITH hurry AS MATERIALIZED (
        SELECT set_config('synchronous_commit', COALESCE(%s, current_setting('synchronous_commit')), true)
    ), tenant AS MATERIALIZED (
        SELECT tenant.id FROM {organization} AS tenant CROSS JOIN LATERAL ({rows} LIMIT 1) AS due
        WHERE {awake} ORDER BY random()
    ) SELECT picked.id FROM hurry CROSS JOIN tenant
    CROSS JOIN LATERAL ({rows} {share} FOR UPDATE OF {table} SKIP LOCKED) AS picked(id) LIMIT %s"""
_SQLITE = """
    WITH tenant AS MATERIALIZED (
        SELECT tenant.id FROM {organization} AS tenant WHERE {awake} AND EXISTS ({rows}) ORDER BY random()
    ) SELECT picked.id FROM tenant CROSS JOIN {table} AS picked ON picked.id IN ({rows} {share}) LIMIT %s"""
_NOW = datetime.max.replace(tzinfo=UTC)  # stands in a compiled statement for the time of its execution


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
    marks = {} if claim is None else {"claim": claim}
    compiled = Claim(queryset, due=due, lease_field=lease_field, marks=tuple(marks), while_paused=while_paused)
    return [row_id for (row_id,) in compiled.take(limit, lease, **marks)]


def lock_due(queryset: models.QuerySet, limit: int, *, due: str = "next_at") -> list[int]:
    """Up to `limit` due rows, as `claim_due` takes them, that are the caller's until its transaction ends.

    For work that leaves nothing but rows: a worker that dies undoes all of it. On SQLite the transaction itself is the
    lock. Read the rows anew: they may have changed while they were taken.
    """
    picked, params = _picked(queryset.filter(**{f"{due}__lte": _NOW}), due=due, while_paused=False)
    with connection.cursor() as cursor:
        cursor.execute(picked, [*_hurry(), *_at(clock.now(), params), limit, limit])
        return [row_id for (row_id,) in cursor.fetchall()]


class Claim:
    """A claim that is taken again and again: its statement is compiled once, for the database of its first use."""

    def __init__(
        self,
        queryset: models.QuerySet,
        *,
        due: str,
        lease_field: str,
        marks: Sequence[str] = (),
        returning: Sequence[str] = ("id",),
        while_paused: bool = False,
    ) -> None:
        free = Q(**{lease_field: None}) | Q(**{f"{lease_field}__lte": _NOW})
        ready = queryset.filter(free, **{f"{due}__lte": _NOW})
        picked, self._params = _picked(ready, due=due, while_paused=while_paused)
        table = queryset.model._meta.db_table
        among = ("= ANY(ARRAY({}))" if sql.is_postgresql() else "IN ({})").format(picked)
        assignments = ", ".join(f"{name} = %s" for name in (lease_field, *marks))
        self._statement = f"UPDATE {table} SET {assignments} WHERE id {among} RETURNING {', '.join(returning)}"

    def take(self, limit: int, lease: timedelta, **marks: str) -> list[tuple[Any, ...]]:
        """The columns of the rows that are now leased, as the database gives them."""
        now = clock.now()
        values = [sql.instant(now + lease), *marks.values(), *_hurry(), *_at(now, self._params), limit, limit]
        with connection.cursor() as cursor:
            cursor.execute(self._statement, values)
            return list(cursor.fetchall())


def _picked(ready: models.QuerySet, *, due: str, while_paused: bool) -> tuple[str, list[Any]]:
    """A statement for the ids of what is ready, and its parameters but the limit, which comes twice at the end."""
    mine = ready.filter(organization_id=RawSQL("tenant.id", [])).order_by(due).values("pk")
    rows, params = mine.query.sql_with_params()
    form = _POSTGRESQL if sql.is_postgresql() else _SQLITE
    picked = form.format(
        organization=_ORGANIZATION,
        awake="true" if while_paused else "paused_at IS NULL",
        rows=rows,
        share=f"LIMIT (SELECT (%s + count(*) - 1) / count(*) FROM (SELECT 1 FROM tenant LIMIT {_PARTS}) AS parts)",
        table=ready.model._meta.db_table,
    )
    return picked, [*params, *params]


def _at(now: datetime, params: Iterable[Any]) -> list[Any]:
    """The parameters of a compiled statement, with the time of its execution."""
    then = sql.instant(_NOW)
    return [sql.instant(now) if value == then else value for value in params]


def _hurry() -> list[str | None]:
    """Within a transaction of the caller's, how that is committed is not ours to say."""
    return [None if connection.in_atomic_block else "off"] if sql.is_postgresql() else []
