"""How late outreach is: enrolments not looked at, messages not sent, mail not read."""

from datetime import datetime

from django.db.models import Min

from outreach.choices import EnrollmentStatus
from outreach.models import Delivery, Enrollment
from quotahit import health
from quotahit.events.models import RawInbound
from quotahit.workflow.lateness import oldest_due
from quotahit.workflow.outgoing import Fate


def _unread() -> datetime | None:
    waiting = RawInbound.objects.filter(status=RawInbound.Status.WAITING, attempts=0)
    return waiting.aggregate(Min("received_at"))["received_at__min"]


health.watch(
    "work.enrollments", lambda: oldest_due(Enrollment.objects.filter(status=EnrollmentStatus.ACTIVE), "next_at")
)
health.watch("work.deliveries", lambda: oldest_due(Delivery.objects.filter(status=Fate.PLANNED), "not_before"))
health.watch("work.inbound", _unread)
