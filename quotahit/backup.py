"""The whole installation in one file: the database as of one instant, the files below QUOTAHIT_HOME, and the secrets.

Without its secrets a database is half lost: no credential can be opened, no suppression recognised, no log verified.
So they are in the file, and the file is for its owner alone.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections

from quotahit import migrating
from quotahit.accounts.models import Organization

MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "home"
# Made anew by themselves, or of no use elsewhere.
LEFT_OUT = {"backups", "bench-venv", "cache", "static"}


class BackupError(Exception):
    """It cannot be done; the message says why, and nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    database: str  # "sqlite" or "postgresql"
    bytes: int
    sha256: str

    @classmethod
    def load(cls, archive: tarfile.TarFile) -> "Manifest":
        """The manifest of an open backup; BackupError when it is none."""
        try:
            member = archive.extractfile(MANIFEST)
            return cls(**json.loads(member.read() if member else b""))
        except (KeyError, TypeError, ValueError) as problem:
            raise BackupError("This is not a backup made by `bin/manage backup`.") from problem


def back_up(file: Path) -> Manifest:
    """Write a backup to `file`, which must not exist yet. Work may go on meanwhile. BackupError when it cannot."""
    if file.exists():
        raise BackupError(f"{file} exists already.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        dump = Path(folder) / DATABASE
        _dump(dump)
        manifest = Manifest(datetime.now(UTC).isoformat(), connection.vendor, dump.stat().st_size, _digest(dump))
        said = Path(folder) / MANIFEST
        said.write_text(json.dumps(asdict(manifest)))
        written = Path(folder) / "backup"
        written.touch(mode=0o600)
        with tarfile.open(written, "w:gz", compresslevel=6) as archive:
            archive.add(said, MANIFEST)
            archive.add(dump, DATABASE)
            for path in _files():
                archive.add(path, f"{FILES}/{path.relative_to(settings.HOME)}")
        written.rename(file)
    return manifest


def restore(file: Path, *, replace: bool) -> Path | None:
    """Put a backup in the place of what is here; returns the copy of an SQLite database that was put aside.

    The product must not be running. BackupError when it cannot be done, or when there are rows and not `replace`.
    """
    try:
        with tarfile.open(file) as archive, tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
            manifest = Manifest.load(archive)
            _insist_that_it_fits(manifest, replace)
            archive.extractall(folder, filter="data")
            dump = Path(folder) / DATABASE
            if not dump.exists() or _digest(dump) != manifest.sha256:
                raise BackupError("The backup is damaged: its database is not the one that was written.")
            aside = _load(dump)
            shutil.copytree(Path(folder) / FILES, settings.HOME, dirs_exist_ok=True)
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise BackupError(f"{file} cannot be read: {problem}") from problem
    (settings.HOME / "secrets.env").chmod(0o600)
    return aside


def is_empty() -> bool:
    """Whether nobody has worked with this database: there is no organization yet."""
    try:
        return not Organization.objects.exists()
    except DatabaseError:
        return True  # there are no tables yet


def _insist_that_it_fits(manifest: Manifest, replace: bool) -> None:
    if manifest.database != connection.vendor:
        raise BackupError(f"The backup is of {manifest.database}, and this installation uses {connection.vendor}.")
    if not replace and not is_empty():
        raise BackupError("There is data here already. With --replace the backup takes its place.")


def _files() -> Iterator[Path]:
    database = migrating.embedded_file()
    for path in sorted(settings.HOME.rglob("*")):
        first = path.relative_to(settings.HOME).parts[0]
        is_database = database is not None and path.name.startswith(database.name)
        if path.is_file() and first not in LEFT_OUT and path.suffix != ".lock" and not is_database:
            yield path


def _dump(to: Path) -> None:
    source = migrating.embedded_file()
    if source is None:
        _run("pg_dump", "--format=custom", "--no-owner", "--file", str(to))
        return
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(to)) as copy:
        live.backup(copy)


def _load(dump: Path) -> Path | None:
    target = migrating.embedded_file()
    connections.close_all()
    if target is None:
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", "", str(dump))
        return None
    aside = migrating.put_aside(target)
    for leftover in target.parent.glob(f"{target.name}*"):
        leftover.unlink()
    dump.replace(target)
    return aside


def _run(program: str, *arguments: str) -> None:
    """PostgreSQL's own tools, told by the environment where the database is."""
    given = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    place = {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    arguments = tuple(argument or place["PGDATABASE"] for argument in arguments)
    try:
        done = subprocess.run([program, *arguments], env=os.environ | place, capture_output=True, text=True)
    except FileNotFoundError as problem:
        raise BackupError(f"{program} is not installed; it comes with PostgreSQL's client programs.") from problem
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
