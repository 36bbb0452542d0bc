"""On PostgreSQL: look after the busy tables often."""

from django.db import migrations

from quotahit.vacuum import GROWING, keep_tidy


class Migration(migrations.Migration):
    dependencies = [("compliance", "0002_refusals_at_hand")]
    operations = [keep_tidy(GROWING, "compliance_decision", "compliance_grounds")]
