"""The tables, kept between runs: to migrate takes seconds, to copy them a tenth of one.

SQLite's are a file in the cache, PostgreSQL's a database of its own on the server. They are known by the migrations
that made them, and by the modules these use; with any of them changed, they are made anew.
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[1]
# A thread that served a test keeps its connection for as long as the thread lives.
OTHERS_LEAVE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
KEPT_DATABASE = "quotahit_tables_"
ROOMS = ("quotahit", "compliance", "crm", "outreach", "agents")
OURS = re.compile(rf"^(?:from|import) ((?:{'|'.join(ROOMS)})[\w.]*)(?: import (\w+))?", re.MULTILINE)


@pytest.fixture(scope="session")
def kept_database() -> str:
    """The PostgreSQL database that keeps the tables, made if it is not there; "" where SQLite is used."""
    if connection.vendor != "postgresql":
        return ""
    name = f"{KEPT_DATABASE}{_known_by()}"
    with psycopg.connect(database_url("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [KEPT_DATABASE])  # until the connection closes
        found = server.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [KEPT_DATABASE]).fetchall()
        if (name,) not in found:
            for (outdated,) in found:
                server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(outdated)))
            _make(name, server)
    return name


def _make(name: str, server: psycopg.Connection) -> None:
    unfinished = f"{name}_"
    server.execute(SQL("CREATE DATABASE {}").format(Identifier(unfinished)))
    environment = os.environ | {"DATABASE_URL": database_url(unfinished)}
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "-v", "0"], env=environment, check=True)
    server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(unfinished), Identifier(name)))


def database_url(name: str) -> str:
    """Where a database of that name is on the PostgreSQL server that the tests use."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def tables_of_last_time(
    request: pytest.FixtureRequest, django_test_environment: None, kept_database: str
) -> Iterator[Path | None]:
    """Fill the empty database with the tables that are kept, if any; gives the file that keeps them."""
    name = connection.creation._get_test_db_name()
    if kept_database:
        connection.settings_dict["TEST"]["TEMPLATE"] = kept_database
    if connection.vendor != "sqlite" or not connection.creation.is_in_memory_db(name):
        yield None
        return
    kept = kept_tables(request.config)
    # A database in memory is there for as long as somebody is connected with it.
    with closing(sqlite3.connect(name, uri=True)) as memory:
        if kept.exists():
            with closing(sqlite3.connect(kept)) as source:
                source.backup(memory)
        yield kept


@pytest.fixture(scope="session")
def django_db_setup(
    tables_of_last_time: Path | None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Keep the tables for the next time, and leave nobody connected with the database when it is to go."""
    if tables_of_last_time is not None and not tables_of_last_time.exists():
        _keep(tables_of_last_time, django_db_blocker)
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(OTHERS_LEAVE)


def _keep(tables_of_last_time: Path, django_db_blocker: DjangoDbBlocker) -> None:
    for outdated in tables_of_last_time.parent.iterdir():
        outdated.unlink(missing_ok=True)
    fresh = tables_of_last_time.with_suffix(f".{os.getpid()}")  # workers that run side by side keep the same
    with django_db_blocker.unblock(), closing(sqlite3.connect(fresh)) as target:
        connection.ensure_connection()
        connection.connection.backup(target)
    fresh.replace(tables_of_last_time)


def kept_tables(config: pytest.Config) -> Path:
    """The file that keeps the tables, once a test has made them."""
    return config.cache.mkdir("tables") / f"{_known_by()}.sqlite3"


@pytest.fixture(scope="session")
def furnish_home(pytestconfig: pytest.Config) -> Callable[[Path], None]:
    """Put the kept tables, if there are any, where a product with this home finds its embedded database."""
    kept = kept_tables(pytestconfig)

    def furnish(home: Path) -> None:
        home.mkdir(exist_ok=True)
        if kept.exists():
            shutil.copyfile(kept, home / "quotahit.sqlite3")

    return furnish


@cache
def _known_by() -> str:
    known = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("migrations/*.py")):
        text = path.read_bytes()
        known.update(text)
        for module, name in OURS.findall(text.decode()):
            known.update(_source(module, name))
    return known.hexdigest()[:32]


def _source(module: str, name: str) -> bytes:
    """The text of a module that a migration imports, or imports from."""
    for path in (f"{module}.{name}", module):
        if (file := ROOT / f"{path.replace('.', '/')}.py").exists():
            return file.read_bytes()
    return b""
