"""How PostgreSQL keeps the busiest tables tidy: an operation for migrations, which does nothing on SQLite.

By default it looks after a table when a fifth of it has changed: far too late for a queue of a million rows, of which
a few thousand change all day. What is left of rows that have been claimed makes every next claim slower.
"""

from collections.abc import Mapping
from typing import Any

from django.db import migrations

# Rows that are claimed, moved on and done: what is dead is cleared away while there is little of it.
CHANGING = {
    "autovacuum_vacuum_scale_factor": 0.01,
    "autovacuum_vacuum_threshold": 1000,
    "autovacuum_analyze_scale_factor": 0.02,
}
# Rows that are added and stay: index-only scans want to know of pages that everybody may see.
GROWING = {
    "autovacuum_vacuum_insert_scale_factor": 0.02,
    "autovacuum_vacuum_insert_threshold": 10_000,
    "autovacuum_analyze_scale_factor": 0.02,
}


def keep_tidy(how: Mapping[str, Any], *tables: str) -> migrations.RunPython:
    """Set these storage parameters on the tables; undone, they are the server's own again."""

    def tidy(apps: Any, editor: Any) -> None:
        _alter(editor, f"SET ({', '.join(f'{name} = {value}' for name, value in how.items())})")

    def leave(apps: Any, editor: Any) -> None:
        _alter(editor, f"RESET ({', '.join(how)})")

    def _alter(editor: Any, change: str) -> None:
        if editor.connection.vendor == "postgresql":
            for table in tables:
                editor.execute(f"ALTER TABLE {table} {change}")

    return migrations.RunPython(tidy, leave)
