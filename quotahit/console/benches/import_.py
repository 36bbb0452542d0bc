"""How fast a list of contacts is imported, beside the least that any import could cost.

The other side is bare: the very rows that the import wrote, put into equal tables (columns, keys and indexes, but no
foreign keys) by COPY on PostgreSQL and by prepared statements on SQLite, with no reading, matching or deciding at all.
Each round imports the list into an organization of its own and then writes the bare rows; the ratio is taken in it.
"""

import csv
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import CommandParser
from django.db import connection, models

from crm.importing.drafts import start_draft, start_import
from crm.importing.running import run_import
from crm.models import Company, Contact, ContactEmail, ContactPhone, ExternalId, Import
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.bare_tables import fill_bare, last_id, make_bare, rows_after
from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.own_database import own_database
from quotahit.events.models import Event

ROWS, ROUNDS, SEED = 50_000, 3, 20261120
HEADERS = (
    "First Name,Last Name,Title,Company,Email,Email Status,Seniority,Mobile Phone,# Employees,Industry,"
    "Person Linkedin Url,Website,City,State,Country,Apollo Contact Id,Keywords"
)
FIRST = ("Anna", "Ben", "Clara", "David", "Emma", "Félix", "Greta", "Hugo", "Ida", "Jędrzej", "Klara", "Leo")
LAST = ("Adler", "Brandt", "Curie", "Dumas", "Ernst", "Fischer", "García", "Haas", "Ivanov", "Jensen", "Müller")
TITLES = ("CEO", "CTO", "VP Sales", "Head of Marketing", "Operations Manager", "Buyer")
COUNTRIES = ("United States", "Germany", "France", "Poland", "United Kingdom")
WRITTEN: tuple[type[models.Model], ...] = (
    *(Company, Contact, ContactEmail, ContactPhone, ExternalId, Event),
    *(Company.history.model, Contact.history.model),
)


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--rows", type=int, default=ROWS, help=f"How long the list is; the default is {ROWS}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Import `rows` rows in each of `rounds` rounds; seconds are medians, the ratio is one with its range.

    `other_cpu` is what other programs took meanwhile, in cores: above 0.1 the absolute figures say little.
    """
    rows, rounds = options["rows"], options["rounds"] or ROUNDS
    with tempfile.TemporaryDirectory() as folder, own_database("bench_import"):
        path = Path(folder) / "leads.csv"
        write_list(path, rows)
        for model in WRITTEN:
            make_bare(model)
        busyness, timed = Busyness(), []
        for number in range(rounds):
            timed.append(_round(path, number))
            options["say"]("Round {}: {:.1f} s, again {:.1f} s, bare rows {:.1f} s".format(number + 1, *timed[-1]))
        other_cpu = busyness.others()
    ratios = [ours / bare for ours, _, bare in timed]
    seconds = statistics.median(ours for ours, _, _ in timed)
    return {
        "database": connection.vendor,
        "rows": rows,
        "rounds": rounds,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "again_seconds": round(statistics.median(again for _, again, _ in timed), 2),
        "bare_seconds": round(statistics.median(bare for _, _, bare in timed), 2),
        "ratio": round(statistics.median(ratios), 2),
        "range": [round(min(ratios), 2), round(max(ratios), 2)],
        "other_cpu": other_cpu,
    }


def write_list(path: Path, rows: int) -> None:
    """An export in Apollo's shape, the same for the same number of rows; four contacts to a company."""
    chance = random.Random(SEED)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS.split(","))
        writer.writerows(_lead(number, chance.randrange(max(rows // 4, 1)), chance) for number in range(rows))


def _lead(number: int, firm: int, chance: random.Random) -> list[object]:
    return [
        *(chance.choice(FIRST), chance.choice(LAST), chance.choice(TITLES), f"Company {firm} Inc"),
        *(f"lead{number}@c{firm}.example", chance.choice(("Verified", "Guessed", "Unavailable")), "VP"),
        *(f"+1 212 {200 + number % 700:03d} {number % 10000:04d}", chance.choice((12, 180, 5200)), "software"),
        *(f"https://www.linkedin.com/in/lead-{number}", f"https://c{firm}.example", "Springfield", ""),
        *(chance.choice(COUNTRIES), f"a{number:08x}", "crm, sales"),
    ]


def _round(path: Path, number: int) -> tuple[float, float, float]:
    """Seconds of the import, of the same import again, and of the bare rows."""
    organization = create_organization(f"Round {number}", slug=f"round-{number}", country="US")
    before = {model: last_id(model) for model in WRITTEN}
    first = _timed_import(organization, path)
    written = [(model, rows_after(model, row_id)) for model, row_id in before.items()]
    again = _timed_import(organization, path)
    started = time.perf_counter()
    for model, rows in written:
        fill_bare(model, rows)
    return first, again, time.perf_counter() - started


def _timed_import(organization: Any, path: Path) -> float:
    started = time.perf_counter()
    job = start_draft(organization, path, path.name, by=None)
    start_import(job, actor=None, claim=str(uuid4()))
    run_import(job)
    shutil.rmtree(job.file.parent)
    if job.status != Import.Status.DONE or job.failed:
        raise RuntimeError(f"The import ended as {job.status}: {job.problem}")
    return time.perf_counter() - started
