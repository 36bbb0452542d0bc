"""Django's `flush`, which empties every table: refused, because the log is never emptied.

Tests that commit for real are cleaned up by this command. For them, and for nothing else, the test suite's conftest.py
sets AUDIT_MAY_BE_FLUSHED; no environment variable does. Tests leave a few rows in a few tables, which are deleted: to
truncate every table costs PostgreSQL a new file for each and its indexes, a second for every test.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from quotahit.audit.triggers import lifted

MADE_WITH_THE_TABLES = {"django_content_type", "auth_permission"}


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        if not settings.AUDIT_MAY_BE_FLUSHED:
            raise CommandError("The audit log is append-only. To start anew, make a new database.")
        connection = connections[options["database"]]
        with lifted(connection), transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for table in _with_rows(connection):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def _with_rows(connection: BaseDatabaseWrapper) -> list[str]:
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - MADE_WITH_THE_TABLES)
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        looks = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name(table)})" for table in tables)
        cursor.execute(" UNION ALL ".join(looks))
        return [table for (table,) in cursor.fetchall()]
