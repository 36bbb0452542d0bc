"""What outreach adds to a timeline: where sequences began and ended, and what was not sent and why."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from crm.timeline import Group, Lines, TimelineEntry, newest, register_timeline_source
from crm.timeline_scope import Scope
from outreach.chat.pages_seen import pages_of
from outreach.models import ChatVisit, Delivery, Enrollment
from quotahit.moments import SHORT, written
from quotahit.workflow.outgoing import Fate

NOT_SENT = (Fate.BLOCKED, Fate.FAILED, Fate.UNKNOWN, Fate.CANCELLED)


@register_timeline_source
def enrollments(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Sequences when they began, and when they ended."""
    rows = Enrollment.objects.filter(scope.of_people).select_related("sequence")
    yield Lines(Group.MAIL, newest(rows, "enrolled_at", before, limit), _begun)
    yield Lines(Group.MAIL, newest(rows.filter(ended_at__isnull=False), "ended_at", before, limit), _ended)


@register_timeline_source
def chats(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Visits by chat, with the pages that were seen meanwhile; what was said stands by itself."""
    visits = ChatVisit.objects.filter(scope.of_people).select_related("widget")
    yield Lines(Group.SIGNAL, newest(visits, "begun_at", before, limit), _visited)


@register_timeline_source
def not_sent(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Messages that did not go out, or perhaps did, with the reason; those that went are interactions, and those that
    ended with their sequence are told by its end."""
    rows = Delivery.objects.filter(scope.of_people, status__in=NOT_SENT, settled_at__isnull=False)
    rows = rows.exclude(status=Fate.CANCELLED, enrollment__isnull=False)
    yield Lines(Group.MAIL, newest(rows, "settled_at", before, limit), _not_sent)


def _visited(row: ChatVisit) -> TimelineEntry:
    return TimelineEntry(
        row.begun_at,
        "site",
        gettext("Came by the chat “{widget}”").format(widget=row.widget),
        "\n".join(f"{written(page.at, SHORT)}  {page.title or page.url}" for page in pages_of(row)),
        f"contact:{row.contact_id}",
        reverse("admin:outreach_chatvisit_change", args=[row.pk]),
    )


def _begun(row: Enrollment) -> TimelineEntry:
    return TimelineEntry(
        row.enrolled_at,
        "sequence",
        gettext("{sequence} begins").format(sequence=row.sequence),
        actor=row.enrolled_by,
        link=_page(row),
    )


def _ended(row: Enrollment) -> TimelineEntry:
    why = f"{row.get_stop_reason_display()}." if row.stop_reason else gettext("All its steps are done.")
    return TimelineEntry(
        row.ended_at, "sequence_ended", gettext("{sequence} ends").format(sequence=row.sequence), why, link=_page(row)
    )  # type: ignore[arg-type]


def _page(row: Enrollment) -> str:
    return reverse("admin:outreach_enrollment_change", args=[row.pk])


def _not_sent(row: Delivery) -> TimelineEntry:
    title = f"{row.get_status_display()}: {row.subject or 'a message'}"
    page = reverse("admin:outreach_delivery_change", args=[row.pk])
    return TimelineEntry(row.settled_at, "delivery", title, row.explanation, row.planned_by, page)  # type: ignore[arg-type]
