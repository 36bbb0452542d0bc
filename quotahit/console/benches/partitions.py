"""The tables that only grow, parted: what inserting, looking up and letting go cost beside the plain ones.

Events, steps of runs, raw mail, decisions and the audit log, each in three shapes with the same rows: plain, parted by
month, and parted by number with bounds at the same places. What must be unique over all parts stands in small tables
of their own, which are written by the same statement. `rows` are those of the events; the others have a tenth.
"""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection

from crm.models import Contact
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.own_database import insist_on_durable_postgresql, own_database
from quotahit.console.benches.parted_tables import MONTHS, SHAPES, TENANTS, Table, insert, make, part_in_place, tables
from quotahit.events.models import Event

ROWS, ROUNDS, CHUNK = 10_000_000, 3, 500_000
BATCH, LOOKS = 20_000, 200
Say = Callable[[str], None]
Figures = dict[str, dict[str, float]]  # by table and act: by shape


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--postgres", metavar="URL", help="The PostgreSQL server to use where DATABASE_URL names none.")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"Events in each shape; the default is {ROWS}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Fill, measure in `rounds` rounds, let a month go and part the plain tables. WrongUse without PostgreSQL."""
    rows, say = options["rows"], options["say"]
    insist_on_durable_postgresql(options["postgres"])
    with own_database("bench_partitions"):
        sizes = _fill(rows, say)
        busyness = Busyness()
        rounds = [_round(sizes, number, say) for number in range(options["rounds"] or ROUNDS)]
        figures = {
            act: {shape: round(statistics.median(one[act][shape] for one in rounds), 1) for shape in SHAPES}
            for act in rounds[0]
        }
        return {
            "database": connection.vendor,
            "rows": {table.name: size for table, size in sizes.items()},
            "months": MONTHS,
            "rounds": len(rounds),
            "ratio": _ratio(rounds, "month"),
            "ratio_number": _ratio(rounds, "number"),
            "microseconds": figures,
            "seconds_to_let_a_month_go": _let_go(sizes, say),
            "seconds_to_part_in_place": _part(sizes, say),
            "other_cpu": busyness.others(),
        }  # fmt: skip


def _fill(rows: int, say: Say) -> dict[Table, int]:
    organization = create_organization("Bench", slug="bench", country="US")
    contact = Contact.objects.create(organization=organization, first_name="Pat", name_key="pat")
    sizes = {}
    for table in tables(organization, contact):
        size = rows if isinstance(table.seed, Event) else rows // 10
        make(table, size)
        began = time.perf_counter()
        for shape in SHAPES:
            for first in range(0, size, CHUNK):
                insert(table, shape, first, min(first + CHUNK, size), size)
        say(f"{table.name}: {size} rows in each shape, {time.perf_counter() - began:.0f} s")
        sizes[table] = size
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return sizes


def _round(sizes: Mapping[Table, int], number: int, say: Say) -> Figures:
    found: Figures = {}
    for table, size in sizes.items():
        first = size + number * BATCH
        found[f"{table.name}: insert a row"] = {
            shape: _seconds(insert, table, shape, first, first + BATCH, size) * 1e6 / BATCH for shape in SHAPES
        }
        for name, ask in table.asks.items():
            found[f"{table.name}: {name}"] = _looks(table, ask, size)
    for act, shapes in found.items():
        say(f"Round {number + 1}, {act}: " + ", ".join(f"{shape} {value:.1f} us" for shape, value in shapes.items()))
    return found


def _looks(table: Table, ask: str, size: int) -> dict[str, float]:
    """Median microseconds of a look-up, each about another row, in all shapes in turn."""
    taken: dict[str, list[float]] = {shape: [] for shape in SHAPES}
    start: datetime = getattr(table.seed, table.time)
    with connection.cursor() as cursor:
        for _ in range(LOOKS):
            n = random.randrange(size)
            at = start + timedelta(days=30 * MONTHS * n / size) - timedelta(hours=1)
            owner = table.seed.organization_id + n % TENANTS  # type: ignore[attr-defined]
            values = {"n": n, "at": at, "owner": owner, "batch": list(range(n, n + 500))}
            for shape in SHAPES:
                statement = ask.format(t=table.named(shape), time=table.time)
                began = time.perf_counter()
                cursor.execute(statement, values)
                cursor.fetchall()
                taken[shape].append((time.perf_counter() - began) * 1e6)
    return {shape: statistics.median(times) for shape, times in taken.items()}


def _let_go(sizes: Mapping[Table, int], say: Say) -> dict[str, list[float]]:
    """Seconds to be rid of the first month: its part dropped, and its rows deleted and their room given back."""
    found = {}
    for table, size in sizes.items():
        plain, parted = table.named("plain"), table.named("number")
        dropped = _seconds(_execute, f"ALTER TABLE {parted} DETACH PARTITION {parted}_0", f"DROP TABLE {parted}_0")
        old = size // MONTHS // (8 if table.is_of_runs else 1)
        deleted = _seconds(_execute, f"DELETE FROM {plain} WHERE {table.number} < {old}", f"VACUUM {plain}")
        found[table.name] = [round(dropped, 3), round(deleted, 3)]
        say(f"{table.name}: a month dropped in {dropped:.3f} s, deleted and vacuumed in {deleted:.2f} s")
    return found


def _part(sizes: Mapping[Table, int], say: Say) -> dict[str, list[float]]:
    """Seconds to prepare a plain table for being a part, beside everything else, and those for which it is locked."""
    found = {}
    for table in sizes:
        prepared, locked = part_in_place(table)
        found[table.name] = [round(prepared, 3), round(locked, 3)]
        say(f"{table.name}: parted in place, prepared in {prepared:.2f} s, locked for {locked:.3f} s")
    return found


def _ratio(rounds: list[Figures], shape: str) -> float:
    """The median over everything measured of parted over plain, each within its round."""
    return round(statistics.median(act[shape] / act["plain"] for one in rounds for act in one.values()), 2)


def _seconds(act: Callable[..., None], *values: Any) -> float:
    began = time.perf_counter()
    act(*values)
    return time.perf_counter() - began


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
