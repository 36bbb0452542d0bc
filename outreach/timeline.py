"""What outreach adds to a contact's timeline: where sequences began and ended, and what was not sent and why."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from crm.models import Contact
from crm.timeline import Lines, TimelineEntry, newest, register_timeline_source
from outreach.models import Delivery, Enrollment
from quotahit.workflow.outgoing import Fate

NOT_SENT = (Fate.BLOCKED, Fate.FAILED, Fate.UNKNOWN, Fate.CANCELLED)


@register_timeline_source
def enrollments(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Sequences when they began, and when they ended."""
    rows = Enrollment.objects.filter(contact=contact).select_related("sequence")
    yield Lines(newest(rows, "enrolled_at", before, limit), _begun)
    yield Lines(newest(rows.filter(ended_at__isnull=False), "ended_at", before, limit), _ended)


@register_timeline_source
def not_sent(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Messages that did not go out, or perhaps did, with the reason; those that went are interactions, and those that
    ended with their sequence are told by its end."""
    rows = Delivery.objects.filter(contact=contact, status__in=NOT_SENT, settled_at__isnull=False)
    rows = rows.exclude(status=Fate.CANCELLED, enrollment__isnull=False)
    yield Lines(newest(rows, "settled_at", before, limit), _not_sent)


def _begun(row: Enrollment) -> TimelineEntry:
    return TimelineEntry(row.enrolled_at, "sequence", f"{row.sequence} begins", actor=row.enrolled_by, link=_page(row))


def _ended(row: Enrollment) -> TimelineEntry:
    why = f"{row.get_stop_reason_display()}." if row.stop_reason else "All its steps are done."
    return TimelineEntry(row.ended_at, "sequence_ended", f"{row.sequence} ends", why, link=_page(row))  # type: ignore[arg-type]


def _page(row: Enrollment) -> str:
    return reverse("admin:outreach_enrollment_change", args=[row.pk])


def _not_sent(row: Delivery) -> TimelineEntry:
    title = f"{row.get_status_display()}: {row.subject or 'a message'}"
    page = reverse("admin:outreach_delivery_change", args=[row.pk])
    return TimelineEntry(row.settled_at, "delivery", title, row.explanation, row.planned_by, page)  # type: ignore[arg-type]
