"""The tables that only grow, in three shapes beside each other: plain, parted by month, and parted by number.

Parted by number, the bounds are ids (of runs, for their steps) instead of times. Here they lie at the turns of the
months, so that both have as many parts.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection, models, transaction

from compliance.models import Decision, Grounds
from crm.models import Contact
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.models import AuditEntry
from quotahit.console.benches.bare_tables import make_bare
from quotahit.events.models import Event, RawInbound
from quotahit.workflow.models import Run, RunStep

MONTHS = 12
SHAPES = ("plain", "month", "number")
TENANTS = 200


@dataclass(frozen=True, eq=False)
class Table:
    """One of the tables: a saved row that all are copied from, its column of time, and the column of its number.

    `columns` differ by row `n`; `unique` are the columns that must stay unique over all parts, and therefore stand in
    a small table of their own, for the rows where `keyed` holds. `asks` are the look-ups that the product makes, about
    a row of number `n` and time `at`.
    """

    seed: models.Model
    time: str
    asks: Mapping[str, str]
    number: str = "id"
    columns: Mapping[str, str] | None = None
    unique: tuple[str, ...] = ()
    keyed: str = "true"

    @property
    def name(self) -> str:
        return self.seed._meta.db_table

    @property
    def is_of_runs(self) -> bool:
        """Whether the number is that of a run, of which there are several rows."""
        return self.number == "run_id"

    def named(self, shape: str) -> str:
        return f"bare_{self.name}" if shape == "plain" else f"{shape}_{self.name}"

    def keys(self, shape: str) -> str:
        """The small table of what is unique."""
        return f"{shape}_keys_{self.name}"


def tables(organization: Organization, contact: Contact) -> list[Table]:
    """The five, with the first row of each."""
    mine: dict[str, Any] = {"organization": organization}
    about: dict[str, Any] = {"subject_type": "crm.contact", "subject_id": contact.pk}
    start = clock.now()
    grounds = Grounds.objects.create(**mine, channel="email", purpose="marketing", inputs="{}", findings="{}")
    run = Run.objects.create(**mine, chain="lead", version=1, step_names=[], event_id=0, wake_at=None)
    event = Event(**mine, **about, type="contact.created", payload={"deal_id": 1}, source="system:tick", at=start)
    step = RunStep(**mine, run=run, position=0, name="score", status="done", output={"score_id": 7}, at=start)
    raw = RawInbound(**mine, source="anymail:resend", vendor_id="0", body=b"x" * 1500, received_at=start, status="read")
    verdict = {"allowed": True, "reason": "ALLOW", "address_hash": "a" * 64}
    decision = Decision(**mine, **about, **verdict, grounds=grounds, at=start)
    entry = AuditEntry(
        organization_id=organization.pk,
        **about,
        at=start,
        actor="system:tick",
        action="sent",
        outcome="ok",
        mac="a" * 64,
    )
    for row in (event, step, raw, decision, entry):
        row.save()
    owner = f"{organization.pk} + n % {TENANTS}"
    somebody = {"organization_id": owner, "subject_id": "n / 8"}
    by_subject = (
        "SELECT * FROM {t} WHERE subject_type = 'crm.contact' AND subject_id = %(n)s / 8 ORDER BY id DESC LIMIT 40"
    )
    by_number = "SELECT * FROM {t} WHERE id = %(n)s"
    at_its_time = by_number + " AND {time} >= %(at)s AND {time} < %(at)s + interval '1 day'"
    newest = "SELECT * FROM {t} WHERE organization_id = %(owner)s ORDER BY id DESC LIMIT 50"
    of_a_type = (
        "SELECT * FROM {t} WHERE organization_id = %(owner)s AND type = 'contact.created' ORDER BY id DESC LIMIT 50"
    )
    batch = "SELECT * FROM {t} WHERE id = ANY(%(batch)s)"
    common = {"by number": by_number, "by number and time": at_its_time, "500 by number": batch}
    return [
        Table(
            event,
            "at",
            {**common, "by subject": by_subject, "newest of one type": of_a_type},
            columns={**somebody, "key": "CASE WHEN n % 5 = 0 THEN 'delivery:' || n END"},
            unique=("organization_id", "key"),
            keyed="key IS NOT NULL",
        ),
        Table(
            step,
            "at",
            {"of one run": "SELECT * FROM {t} WHERE run_id = %(n)s / 8 ORDER BY position"},
            number="run_id",
            columns={"run_id": "n / 8", "position": "n % 8", "organization_id": owner},
        ),
        Table(
            raw,
            "received_at",
            common,
            columns={"vendor_id": "'message-' || n", "organization_id": owner},
            unique=("organization_id", "source", "vendor_id"),
        ),
        Table(decision, "at", {**common, "by subject": by_subject}, columns=somebody),
        Table(entry, "at", {**common, "by subject": by_subject, "newest": newest}, columns=somebody),
    ]  # fmt: skip


def make(table: Table, rows: int) -> None:
    """All three shapes and the small tables of keys, empty; so many rows will fill the months up to now."""
    make_bare(type(table.seed))
    turns = list(turns_of(table, rows))
    for shape, column in (("month", table.time), ("number", table.number)):
        name = table.named(shape)
        _execute(f"CREATE TABLE {name} (LIKE {table.name} INCLUDING DEFAULTS) PARTITION BY RANGE ({column})")
        for at, (first, last) in enumerate(pairwise(turns)):
            bounds = (first.time, last.time) if shape == "month" else (first.number, last.number)
            values = [value.isoformat() if isinstance(value, datetime) else value for value in bounds]
            _execute(f"CREATE TABLE {name}_{at} PARTITION OF {name} FOR VALUES FROM ('{values[0]}') TO ('{values[1]}')")
        _execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(dict.fromkeys(('id', column)))})")
        if table.is_of_runs and shape == "number":
            _execute(f"ALTER TABLE {name} ADD UNIQUE (run_id, position)")
        elif table.is_of_runs:
            _execute(f"CREATE INDEX ON {name} (run_id, position)")  # that it is unique, nothing says any more
        _copy_indexes(table, name)
        if table.unique:
            columns = ", ".join(table.unique)
            _execute(f"CREATE TABLE {table.keys(shape)} AS SELECT {columns} FROM {table.name} WHERE false")
            _execute(f"ALTER TABLE {table.keys(shape)} ADD PRIMARY KEY ({columns})")


@dataclass(frozen=True)
class Turn:
    """Where one month ends and the next begins."""

    time: datetime
    number: int


def turns_of(table: Table, rows: int) -> Iterator[Turn]:
    """The first of each month up to the one to come; the last bound leaves room for what is measured."""
    start: datetime = getattr(table.seed, table.time)
    each = 8 if table.is_of_runs else 1
    for month in range(MONTHS + 1):
        yield Turn(start + timedelta(days=30 * month), rows * month // MONTHS // each)
    yield Turn(start + timedelta(days=30 * (MONTHS + 100)), rows * 100)


def insert(table: Table, shape: str, first: int, last: int, rows: int) -> None:
    """Rows `first` to before `last` of so many that fill the months, as one statement; with their keys, if parted."""
    meta = table.seed._meta
    seconds = 30 * 86_400 * MONTHS / rows
    at = f"seed.{table.time} + n * interval '{seconds:.6f} seconds'"
    columns = {field.column: f'seed."{field.column}"' for field in meta.concrete_fields if not field.generated}
    columns |= {"id": "n", table.time: at, **(table.columns or {})}
    named, taken = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    source = f"FROM {table.name} AS seed, generate_series({first}, {last - 1}) AS n WHERE seed.id = {table.seed.pk}"
    if shape == "plain" or not table.unique:
        _execute(f"INSERT INTO {table.named(shape)} ({named}) SELECT {taken} {source}")
        return
    unique = ", ".join(table.unique)
    _execute(
        f"WITH fresh AS (INSERT INTO {table.named(shape)} ({named}) SELECT {taken} {source} RETURNING {unique})"
        f" INSERT INTO {table.keys(shape)} SELECT {unique} FROM fresh WHERE {table.keyed} ON CONFLICT DO NOTHING"
    )


def part_in_place(table: Table) -> tuple[float, float]:
    """Make the filled plain table the first part of one that is parted by number; nothing is copied.

    Returns the seconds of the preparation, beside which others read and write, and those of the change, for which the
    table is locked.
    """
    plain = table.named("plain")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 2 * max({table.number}) FROM {plain}")
        bound = int(cursor.fetchone()[0])
    began = time.perf_counter()
    _execute(f"ALTER TABLE {plain} ADD CONSTRAINT {plain}_bound CHECK ({table.number} < {bound}) NOT VALID")
    _execute(f"ALTER TABLE {plain} VALIDATE CONSTRAINT {plain}_bound")
    prepared = time.perf_counter()
    with transaction.atomic():
        _execute(f"ALTER TABLE {plain} RENAME TO {plain}_0")
        _execute(f"CREATE TABLE {plain} (LIKE {plain}_0 INCLUDING DEFAULTS) PARTITION BY RANGE ({table.number})")
        _execute(f"ALTER TABLE {plain} ADD {'UNIQUE (run_id, position)' if table.is_of_runs else 'PRIMARY KEY (id)'}")
        _copy_indexes(table, plain)
        _execute(f"ALTER TABLE {plain} ATTACH PARTITION {plain}_0 FOR VALUES FROM (MINVALUE) TO ({bound})")
        _execute(f"CREATE TABLE {plain}_1 PARTITION OF {plain} FOR VALUES FROM ({bound}) TO ({2 * bound})")
        _execute(f"CREATE TABLE {plain}_rest PARTITION OF {plain} DEFAULT")
    return prepared - began, time.perf_counter() - prepared


def _copy_indexes(table: Table, into: str) -> None:
    """The plain table's indexes that are not unique."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table.name])
        found = [definition for (definition,) in cursor.fetchall() if "UNIQUE" not in definition]
    for definition in found:
        _execute(f"CREATE INDEX ON {into} USING {definition.split(' USING ', 1)[1]}")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
