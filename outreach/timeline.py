"""What outreach adds to a contact's timeline: where sequences began and ended, and what was not sent and why."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from crm.models import Contact
from crm.timeline import TimelineEntry, register_timeline_source
from outreach.models import Delivery, Enrollment
from quotahit.workflow.outgoing import Fate

NOT_SENT = (Fate.BLOCKED, Fate.FAILED, Fate.UNKNOWN, Fate.CANCELLED)


@register_timeline_source
def enrollments(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Sequences when they began, and when they ended; a contact is in a handful in all."""
    for row in Enrollment.objects.filter(contact=contact).select_related("sequence").order_by("-pk")[:limit]:
        page = reverse("admin:outreach_enrollment_change", args=[row.pk])
        if before is None or row.enrolled_at < before:
            yield TimelineEntry(row.enrolled_at, "sequence", f"{row.sequence} begins", actor=row.enrolled_by, link=page)
        if row.ended_at is not None and (before is None or row.ended_at < before):
            why = f"{row.get_stop_reason_display()}." if row.stop_reason else "All its steps are done."
            yield TimelineEntry(row.ended_at, "sequence_ended", f"{row.sequence} ends", why, link=page)


@register_timeline_source
def not_sent(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Messages that did not go out, or perhaps did, with the reason; those that went are interactions, and those that
    ended with their sequence are told by its end."""
    rows = Delivery.objects.filter(contact=contact, status__in=NOT_SENT, settled_at__isnull=False)
    rows = rows.exclude(status=Fate.CANCELLED, enrollment__isnull=False)
    if before is not None:
        rows = rows.filter(settled_at__lt=before)
    for row in rows.order_by("-settled_at", "-pk")[:limit]:
        title = f"{row.get_status_display()}: {row.subject or 'a message'}"
        page = reverse("admin:outreach_delivery_change", args=[row.pk])
        yield TimelineEntry(row.settled_at, "delivery", title, row.explanation, row.planned_by, page)  # type: ignore[arg-type]
