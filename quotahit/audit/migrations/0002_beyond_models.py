"""Let the database itself refuse every change to the log; on PostgreSQL, look after the busy tables often."""

from typing import Any

from django.db import migrations

from quotahit.audit import triggers
from quotahit.vacuum import CHANGING, GROWING, keep_tidy


def guard(apps: Any, editor: Any) -> None:
    triggers.guard(editor.connection)


def unguard(apps: Any, editor: Any) -> None:
    triggers.unguard(editor.connection)


class Migration(migrations.Migration):
    replaces = [("audit", "0002_append_only"), ("audit", "0003_tidy")]
    dependencies = [("audit", "0001_tables")]
    operations = [
        migrations.RunPython(guard, unguard),
        keep_tidy(CHANGING, "unsealed_entry"),
        keep_tidy(GROWING, "audit_entry", "audit_seal"),
    ]
