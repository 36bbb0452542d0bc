"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import GROWING, keep_tidy


class Migration(migrations.Migration):
    replaces = [("compliance", "0003_tidy")]
    dependencies = [("compliance", "0001_tables")]
    operations = [keep_tidy(GROWING, "compliance_decision", "compliance_grounds")]
