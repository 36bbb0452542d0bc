from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def since_their_last_move(apps: Any, schema_editor: Any) -> None:
    deals, moves = apps.get_model("crm", "Deal"), apps.get_model("crm", "StageChange")
    last = moves.objects.filter(deal=OuterRef("pk")).order_by("-at").values("at")[:1]
    deals.objects.update(stage_since=Coalesce(Subquery(last), "created_at"))


class Migration(migrations.Migration):
    dependencies = [("crm", "0005_teams_pipelines_and_goals")]

    operations = [migrations.RunPython(since_their_last_move, migrations.RunPython.noop)]
