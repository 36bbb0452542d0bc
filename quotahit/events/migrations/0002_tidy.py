"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import CHANGING, GROWING, keep_tidy


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [keep_tidy(CHANGING, "events_rawinbound"), keep_tidy(GROWING, "events_event")]
