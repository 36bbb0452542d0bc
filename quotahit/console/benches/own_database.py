"""A database of its own for a benchmark: made beside the configured one, migrated, and dropped when it is over."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
from django.conf import settings
from django.db import connection, connections

from quotahit.accounts.commands import WrongUse


@contextmanager
def own_database(purpose: str, folder: Path | None = None) -> Iterator[None]:
    """Let the default connection speak to a fresh, migrated database while the block runs.

    An SQLite file lies in `folder`, by default in the product's home.
    """
    name = f"quotahit_{purpose}_{os.getpid()}"
    if connection.vendor == "sqlite":
        name = str((folder or settings.HOME) / f"{name}.sqlite3")
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    _let_go()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def speak_to(url: str) -> None:
    """Let the default connection of this process speak to another server from now on."""
    config = environ.Env.db_url_config(url) | {"OPTIONS": {"pool": {"min_size": 1, "max_size": 4}}}
    _let_go()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": config})["default"]


def _let_go() -> None:
    """Close the connection, and the pool that would hand it out again to the database it was made for."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def database_url() -> str:
    """The database that the default connection speaks to just now, as an address."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    password = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    return f"postgresql://{at['USER']}{password}@{at['HOST'] or 'localhost'}:{at['PORT'] or 5432}/{at['NAME']}"


def insist_on_durable_postgresql(url: str | None) -> None:
    """Speak to the server at `url`, else to the configured one; WrongUse when it is none, or would lose a commit."""
    if url:
        speak_to(url)
    if connection.vendor != "postgresql":
        raise WrongUse(
            "This bench compares on PostgreSQL: set DATABASE_URL, or name a server with --postgres "
            "(postgres://user:password@host:5432/postgres). A database of its own is made there and dropped again."
        )
    with connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {setting}")
            if cursor.fetchone()[0] == "off":
                raise WrongUse(f"{setting} is off on this server: nothing would be durable, and no figure would count.")
