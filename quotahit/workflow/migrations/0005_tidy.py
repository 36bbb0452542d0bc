"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import CHANGING, GROWING, keep_tidy


class Migration(migrations.Migration):
    dependencies = [("workflow", "0004_open_runs_at_hand")]
    operations = [keep_tidy(CHANGING, "workflow_run", "workflow_wait"), keep_tidy(GROWING, "workflow_runstep")]
