"""On PostgreSQL: leave room beside each run, so that a step rewrites it in place without touching its indexes."""

from django.db import migrations


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE workflow_run SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02)")


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunPython(leave_room, migrations.RunPython.noop)]
