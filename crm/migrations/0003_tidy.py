"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import CHANGING, GROWING, keep_tidy


class Migration(migrations.Migration):
    dependencies = [("crm", "0002_quick_lists")]
    operations = [keep_tidy(CHANGING, "crm_contact"), keep_tidy(GROWING, "crm_interaction")]
