"""What the records themselves add to a contact's timeline."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse

from crm.choices import Direction, HoldKind
from crm.models import Contact, EngagementEntry, Hold, Interaction, Note, Score, StageChange, Task
from crm.timeline import TimelineEntry, register_timeline_source

_KIND_OF_MESSAGE = {Direction.INBOUND: "message_in", Direction.OUTBOUND: "message_out"}


@register_timeline_source
def interactions(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Messages, calls and meetings."""
    for row in _newest(Interaction.objects.filter(contact=contact), "at", before, limit):
        yield TimelineEntry(
            row.at,
            _KIND_OF_MESSAGE.get(row.direction, "activity"),
            row.subject or f"{row.get_channel_display()}, {row.get_direction_display().lower()}",
            row.summary or row.body,
            row.actor,
            detail={
                **row.detail,
                "interaction_id": row.pk,
                "channel": row.channel,
                "outcome": row.outcome,
                "intent": row.intent,
                "sentiment": row.sentiment,
            },
        )


@register_timeline_source
def notes(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """What people wrote down."""
    for row in _newest(Note.objects.filter(contact=contact), "created_at", before, limit):
        author = f"user:{row.author_id}" if row.author_id else ""
        yield TimelineEntry(row.created_at, "note", "Note", row.body, author, _page(row))


@register_timeline_source
def tasks(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Tasks when they were given, and when they were done."""
    rows = Task.objects.filter(contact=contact)
    for row in _newest(rows, "created_at", before, limit):
        yield TimelineEntry(row.created_at, "task", f"Task: {row.title}", row.detail, row.created_by, _page(row))
    for row in _newest(rows.filter(done_at__isnull=False), "done_at", before, limit):
        yield TimelineEntry(row.done_at, "task_done", f"Done: {row.title}", link=_page(row))


@register_timeline_source
def scores(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Every score with its band."""
    for row in _newest(Score.objects.filter(contact=contact), "at", before, limit):
        known = f"{row.known:.0%} of it known; because: {row.cause.replace('_', ' ')}."
        title = f"Fit {row.fit}, {row.band}"
        yield TimelineEntry(row.at, "score", title, known, link=_page(row), detail={"fit": row.fit, "band": row.band})


@register_timeline_source
def engagement(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """What earned points; a machine's opens and clicks stand in the ledger alone."""
    rows = EngagementEntry.objects.filter(contact=contact, is_machine=False)
    for row in _newest(rows, "at", before, limit):
        yield TimelineEntry(row.at, "engagement", f"{row.get_kind_display()}: {row.points} points", link=_page(row))


@register_timeline_source
def deals(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """The moves of the contact's deals."""
    moves = StageChange.objects.filter(deal__contact=contact).select_related("deal", "before", "after")
    for row in _newest(moves, "at", before, limit):
        way = f"{row.before} → {row.after}" if row.before else f"begins at {row.after}"
        yield TimelineEntry(row.at, "deal", f"Deal “{row.deal}”: {way}", actor=row.actor, link=_page(row.deal))


@register_timeline_source
def holds(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Holds when they were placed, and when they were released; the moment of reading a mail is not worth a line."""
    rows = Hold.objects.filter(contact=contact).exclude(kind=HoldKind.READING)
    for row in _newest(rows, "created_at", before, limit):
        until = f"Until {row.until:%d %B %Y, %H:%M} UTC." if row.until else ""
        yield TimelineEntry(row.created_at, "hold", row.get_kind_display(), until, row.by, _page(row))
    for row in _newest(rows.filter(released_at__isnull=False), "released_at", before, limit):
        title = f"No longer: {row.get_kind_display().lower()}"
        yield TimelineEntry(row.released_at, "hold_released", title, actor=row.released_by, link=_page(row))


def _newest(rows: QuerySet[Any], column: str, before: datetime | None, limit: int) -> Iterable[Any]:
    if before is not None:
        rows = rows.filter(**{f"{column}__lt": before})
    return rows.order_by(f"-{column}", "-pk")[:limit]


def _page(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
