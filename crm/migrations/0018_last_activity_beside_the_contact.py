"""The last activity moves into a narrow row beside each contact: docs/decisions/0014."""

import django.db.models.deletion
from django.db import migrations, models

from quotahit.vacuum import CHANGING, keep_tidy

BESIDE = """
    INSERT INTO crm_lastactivity (contact_id, organization_id, at)
    SELECT id, organization_id, last_activity_at FROM crm_contact"""
BACK = """
    UPDATE crm_contact SET last_activity_at =
    (SELECT at FROM crm_lastactivity AS beside WHERE beside.contact_id = crm_contact.id)"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_api_keys"), ("crm", "0017_a_file_once_in_its_organization")]

    operations = [
        migrations.CreateModel(
            name="LastActivity",
            fields=[
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="last_activity",
                        serialize=False,
                        to="crm.contact",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                ("at", models.DateTimeField(null=True)),
            ],
            options={"verbose_name_plural": "last activities"},
        ),
        migrations.RunSQL(BESIDE, BACK),
        migrations.RemoveIndex(model_name="contact", name="contact_by_activity"),
        migrations.RemoveField(model_name="contact", name="last_activity_at"),
        migrations.AddIndex(
            model_name="lastactivity",
            index=models.Index(fields=["organization", "at", "contact"], name="contact_by_activity"),
        ),
        keep_tidy(CHANGING, "crm_lastactivity"),
    ]
