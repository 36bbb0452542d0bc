"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import CHANGING, GROWING, keep_tidy


class Migration(migrations.Migration):
    replaces = [("events", "0002_tidy")]
    dependencies = [("events", "0001_tables")]
    operations = [keep_tidy(CHANGING, "events_rawinbound"), keep_tidy(GROWING, "events_event")]
