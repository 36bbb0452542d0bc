"""On PostgreSQL: leave room beside each run, so that a step rewrites it in place without touching its indexes, and look
after the busy tables often.
"""

from typing import Any

from django.db import migrations

from quotahit.vacuum import CHANGING, GROWING, keep_tidy


def leave_room(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE workflow_run SET (fillfactor = 60)")


class Migration(migrations.Migration):
    replaces = [("workflow", "0002_room_for_moving_runs"), ("workflow", "0005_tidy")]
    dependencies = [("workflow", "0001_tables")]
    operations = [
        migrations.RunPython(leave_room, migrations.RunPython.noop),
        keep_tidy(CHANGING, "workflow_run", "workflow_wait"),
        keep_tidy(GROWING, "workflow_runstep"),
    ]
