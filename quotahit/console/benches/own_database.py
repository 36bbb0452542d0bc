"""A database of its own for a benchmark: made beside the configured one, migrated, and dropped when it is over."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def own_database(purpose: str) -> Iterator[None]:
    """Let the default connection speak to a fresh, migrated database while the block runs."""
    name = f"quotahit_{purpose}_{os.getpid()}"
    if connection.vendor == "sqlite":
        name = str(settings.HOME / f"{name}.sqlite3")
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
