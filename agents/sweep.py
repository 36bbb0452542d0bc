"""The sweep: leads with whom nothing has happened for a while."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from agents.models import QualifierTalk
from agents.orchestrator.chains.running import going_on
from crm.choices import PROSPECTED
from crm.models import Contact, Task
from quotahit import clock
from quotahit.events.models import Event
from quotahit.events.record import Fact, record_many

QUIET = timedelta(days=7)
# A silence that is known from a list of the past alone is nothing to break today.
TOLD = ("lead.quiet", "contact.history_imported")


def sweep(limit: int = 1000) -> int:
    """Record `lead.quiet` for leads at any stage with no activity for seven days, once for each such silence.

    Returns how many were found. Leads in a sequence, in a chain that goes on, on somebody's list for a later day, or to
    whom the qualifier comes back, are not quiet: their next act is planned.
    """
    return len(record_many(_facts(limit)))


def _facts(limit: int) -> list[Fact]:
    now = clock.now()
    told = Event.objects.filter(
        type__in=TOLD, subject_type="crm.contact", subject_id=OuterRef("pk"), at__gt=OuterRef("silent_since")
    )
    quiet = (
        Contact.objects.annotate(silent_since=Coalesce(F("last_activity__at"), F("created_at")))
        .filter(silent_since__lte=now - QUIET, lifecycle__in=PROSPECTED)
        .filter(organization__paused_at=None)
        .exclude(enrollments__status__in=["active", "paused"])
        .exclude(Exists(Task.objects.filter(contact=OuterRef("pk")).ahead()))
        .exclude(Exists(QualifierTalk.objects.filter(contact=OuterRef("pk")).resting()))
        .exclude(Exists(going_on().filter(subject_id=OuterRef("pk"))))
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
