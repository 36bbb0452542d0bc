"""How late imports are: those that wait to run, and those whose worker has gone silent."""

from datetime import datetime

from django.db.models import Min
from django.db.models.functions import Coalesce

from crm.models import Import
from quotahit import health


def _neglected() -> datetime | None:
    open_imports = Import.objects.filter(status__in=[Import.Status.WAITING, Import.Status.RUNNING])
    since = Coalesce("claimed_until", "created_at")
    return open_imports.aggregate(since=Min(since))["since"]


health.watch("work.imports", _neglected)
