"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import CHANGING, keep_tidy


class Migration(migrations.Migration):
    replaces = [("outreach", "0003_tidy")]
    dependencies = [("outreach", "0001_tables")]
    operations = [keep_tidy(CHANGING, "outreach_enrollment", "outreach_delivery")]
