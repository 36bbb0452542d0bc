"""The sweep: leads with whom nothing has happened for a while."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from crm.choices import PROSPECTED
from crm.models import Contact, Task
from quotahit import clock
from quotahit.events.models import Event
from quotahit.events.record import Fact, record_many

QUIET = timedelta(days=7)


def sweep(limit: int = 1000) -> int:
    """Record `lead.quiet` for scored leads with no activity for seven days, once for each such silence.

    Returns how many were found. Leads in a sequence, or on somebody's list for a later day, are not quiet: their next
    act is planned.
    """
    return len(record_many(_facts(limit)))


def _facts(limit: int) -> list[Fact]:
    now = clock.now()
    told = Event.objects.filter(
        type="lead.quiet", subject_type="crm.contact", subject_id=OuterRef("pk"), at__gt=OuterRef("silent_since")
    )
    quiet = (
        Contact.objects.annotate(silent_since=Coalesce(F("last_activity_at"), F("created_at")))
        .filter(silent_since__lte=now - QUIET, lifecycle__in=PROSPECTED, fit__isnull=False)
        .filter(organization__paused_at=None)
        .exclude(enrollments__status__in=["active", "paused"])
        .exclude(Exists(Task.objects.filter(contact=OuterRef("pk")).ahead()))
        .exclude(Exists(told))
        .values_list("pk", "organization_id", "silent_since")
        .order_by("silent_since")[:limit]
    )
    return [
        Fact(
            organization_id,
            "lead.quiet",
            ("crm.contact", contact_id),
            {"days": (now - since).days},
            source="system:sweep",
            # One event for each silence: a new activity begins a new one.
            key=f"quiet:{contact_id}:{since.isoformat()}",
        )
        for contact_id, organization_id, since in quiet
    ]
