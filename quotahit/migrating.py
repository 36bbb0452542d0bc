"""Bringing the database up to the code, with a copy of the embedded one aside first."""

import fcntl
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

WHY = "docs/decisions/0021-tables-in-one-migration.md"


def migrate() -> Path | None:
    """Apply what is missing, one process at a time; returns the copy that was put aside, if any."""
    with (settings.HOME / "migrate.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if problems := nothing_is_half_way(None, databases=[DEFAULT_DB_ALIAS]):
            raise SystemExit(str(problems[0]))
        if not is_behind():
            return None
        copy = put_aside(embedded_file())
        run_apart("migrate", "--no-input", "--verbosity", "0")
        return copy


def run_apart(*words: str) -> None:
    """A command in a process that goes again: making all tables takes 140 megabytes, playing the demo eighty, which a
    process that stays would keep for as long as it runs. SystemExit where it fails."""
    done = subprocess.run([sys.executable, str(settings.BASE_DIR / "manage.py"), *words], check=False)
    if done.returncode:
        raise SystemExit(done.returncode)  # it has said why


def is_behind() -> bool:
    """Whether the database lacks a migration that the code has."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@register(Tags.database)
def nothing_is_half_way(app_configs: Any, databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """quotahit.E001: an older build began what one migration now is, and did not end it. `migrate` asks this first."""
    halves = [half for alias in databases or () for half in _halves(MigrationLoader(connections[alias]))]
    if not halves:
        return []
    said = f"This database is of an older build, which left it half-way to {', '.join(halves)}."
    return [
        Error(said, hint=f"Let the last build that had the steps migrate it, then this one: {WHY}.", id="quotahit.E001")
    ]


def _halves(loader: MigrationLoader) -> list[str]:
    """The migrations of which some of the steps that they replace were taken, and some were not."""
    taken = loader.applied_migrations
    return [
        f"{app}.{name}"
        for (app, name), migration in loader.disk_migrations.items()
        if {step in taken for step in migration.replaces} == {True, False}
    ]


def embedded_file() -> Path | None:
    """The SQLite file, where that is the database."""
    connection = connections[DEFAULT_DB_ALIAS]
    name = connection.settings_dict["NAME"]
    return Path(name) if connection.vendor == "sqlite" and "memory" not in str(name) else None


def put_aside(file: Path | None) -> Path | None:
    """Copy an SQLite file that holds tables into `backups/`; returns the copy, None where there is nothing to lose."""
    if file is None or not file.exists():
        return None
    # SQLite's own backup: a plain copy could miss what still stands in the write-ahead log.
    with closing(sqlite3.connect(file)) as source:
        if not source.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            return None
        aside = settings.HOME / "backups" / f"{file.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S}{file.suffix}"
        aside.parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(aside)) as target:
            source.backup(target)
    return aside
