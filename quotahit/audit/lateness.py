"""How late the sealer is."""

from datetime import datetime

from quotahit import health
from quotahit.audit.models import AuditEntry, Unsealed


def _unsealed() -> datetime | None:
    oldest = Unsealed.objects.order_by("pk").values_list("pk", flat=True)[:1]
    return AuditEntry.objects.filter(pk__in=oldest).values_list("at", flat=True).first()


health.watch("work.seals", _unsealed)
