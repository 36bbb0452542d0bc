"""Whoever has written before stands in the inbox too: what is older than a month as done."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import Max

from quotahit import clock

BATCH = 1000


def open_them(apps: Any, schema_editor: Any) -> None:
    said, talks = apps.get_model("crm", "Interaction"), apps.get_model("crm", "Conversation")
    heard = said.objects.filter(direction="inbound", outcome__in=("", "human"))
    newest = list(heard.values("contact").annotate(last=Max("pk")).values_list("last", flat=True))
    month_ago = clock.now() - timedelta(days=30)
    for start in range(0, len(newest), BATCH):
        rows = heard.filter(pk__in=newest[start : start + BATCH]).select_related("contact")
        talks.objects.bulk_create(
            talks(
                organization_id=row.organization_id,
                contact_id=row.contact_id,
                heard_at=row.at,
                interaction_id=row.pk,
                channel=row.channel,
                assignee_id=row.contact.owner_id,
                read_at=row.at,
                done_at=row.at if row.at < month_ago else None,
            )
            for row in rows
        )


class Migration(migrations.Migration):
    dependencies = [("crm", "0011_inbox")]

    operations = [migrations.RunPython(open_them, migrations.RunPython.noop)]
