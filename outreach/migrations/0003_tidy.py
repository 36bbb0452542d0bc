"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import CHANGING, keep_tidy


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_quick_counts")]
    operations = [keep_tidy(CHANGING, "outreach_enrollment", "outreach_delivery")]
