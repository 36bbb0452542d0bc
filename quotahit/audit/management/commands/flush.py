"""Django's `flush`, which empties every table: refused, because the log is never emptied.

Tests that commit for real are cleaned up by this command. For them, and for nothing else, the test suite's conftest.py
sets AUDIT_MAY_BE_FLUSHED; no environment variable does.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections

from quotahit.audit.triggers import lifted


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        if not settings.AUDIT_MAY_BE_FLUSHED:
            raise CommandError("The audit log is append-only. To start anew, make a new database.")
        with lifted(connections[options["database"]]):
            super().handle(**options)
