"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import CHANGING, GROWING, keep_tidy


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [keep_tidy(CHANGING, "unsealed_entry"), keep_tidy(GROWING, "audit_entry", "audit_seal")]
