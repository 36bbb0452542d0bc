"""What the records themselves add to a contact's timeline."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.urls import reverse

from crm.choices import Direction, HoldKind
from crm.models import Contact, EngagementEntry, Hold, Interaction, Note, Score, StageChange, Task
from crm.timeline import Lines, TimelineEntry, newest, register_timeline_source

_KIND_OF_MESSAGE = {Direction.INBOUND: "message_in", Direction.OUTBOUND: "message_out"}


@register_timeline_source
def interactions(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Messages, calls and meetings."""
    yield Lines(newest(Interaction.objects.filter(contact=contact), "at", before, limit), _interaction)


@register_timeline_source
def notes(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """What people wrote down."""
    yield Lines(newest(Note.objects.filter(contact=contact), "created_at", before, limit), _note)


@register_timeline_source
def tasks(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Tasks when they were given, and when they were done."""
    rows = Task.objects.filter(contact=contact)
    yield Lines(newest(rows, "created_at", before, limit), _task)
    yield Lines(newest(rows.filter(done_at__isnull=False), "done_at", before, limit), _task_done)


@register_timeline_source
def scores(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Every score with its band."""
    yield Lines(newest(Score.objects.filter(contact=contact), "at", before, limit), _score)


@register_timeline_source
def engagement(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """What earned points; a machine's opens and clicks stand in the ledger alone."""
    rows = EngagementEntry.objects.filter(contact=contact, is_machine=False)
    yield Lines(newest(rows, "at", before, limit), _engagement)


@register_timeline_source
def deals(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """The moves of the contact's deals."""
    moves = StageChange.objects.filter(deal__contact=contact).select_related("deal", "before", "after")
    yield Lines(newest(moves, "at", before, limit), _move)


@register_timeline_source
def holds(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Holds when they were placed, and when they were released; the moment of reading a mail is not worth a line."""
    rows = Hold.objects.filter(contact=contact).exclude(kind=HoldKind.READING)
    yield Lines(newest(rows, "created_at", before, limit), _hold)
    yield Lines(newest(rows.filter(released_at__isnull=False), "released_at", before, limit), _hold_released)


def _interaction(row: Interaction) -> TimelineEntry:
    return TimelineEntry(
        row.at,
        _KIND_OF_MESSAGE.get(Direction(row.direction), "activity"),
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


def _note(row: Note) -> TimelineEntry:
    author = f"user:{row.author_id}" if row.author_id else ""
    return TimelineEntry(row.created_at, "note", "Note", row.body, author, _page(row))


def _task(row: Task) -> TimelineEntry:
    return TimelineEntry(row.created_at, "task", f"Task: {row.title}", row.detail, row.created_by, _page(row))


def _task_done(row: Task) -> TimelineEntry:
    return TimelineEntry(row.done_at, "task_done", f"Done: {row.title}", link=_page(row))


def _score(row: Score) -> TimelineEntry:
    known = f"{row.known:.0%} of it known; because: {row.cause.replace('_', ' ')}."
    title = f"Fit {row.fit}, {row.band}"
    return TimelineEntry(row.at, "score", title, known, link=_page(row), detail={"fit": row.fit, "band": row.band})


def _engagement(row: EngagementEntry) -> TimelineEntry:
    return TimelineEntry(row.at, "engagement", f"{row.get_kind_display()}: {row.points} points", link=_page(row))


def _move(row: StageChange) -> TimelineEntry:
    way = f"{row.before} → {row.after}" if row.before else f"begins at {row.after}"
    return TimelineEntry(row.at, "deal", f"Deal “{row.deal}”: {way}", actor=row.actor, link=_page(row.deal))


def _hold(row: Hold) -> TimelineEntry:
    until = f"Until {row.until:%d %B %Y, %H:%M} UTC." if row.until else ""
    return TimelineEntry(row.created_at, "hold", row.get_kind_display(), until, row.by, _page(row))


def _hold_released(row: Hold) -> TimelineEntry:
    title = f"No longer: {row.get_kind_display().lower()}"
    return TimelineEntry(row.released_at, "hold_released", title, actor=row.released_by, link=_page(row))


def _page(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
