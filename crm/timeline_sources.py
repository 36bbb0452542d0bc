"""What the records themselves add to a timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext

from crm.choices import Channel, Direction, HoldKind
from crm.mentions import page_of
from crm.models import (
    Analysis,
    Attachment,
    EngagementEntry,
    Hold,
    Interaction,
    Merge,
    Note,
    Score,
    StageChange,
    Task,
)
from crm.timeline import Group, Lines, TimelineEntry, newest, register_timeline_source
from crm.timeline_scope import Scope
from quotahit.moments import written

_CHANNELS = {
    Group.MAIL: (Channel.EMAIL, Channel.SYSTEM),
    Group.TEXT: (Channel.SMS, Channel.WHATSAPP, Channel.LINKEDIN, Channel.CHAT),
    Group.CALL: (Channel.VOICE, Channel.VOICE_LIVE, Channel.MEETING),
}
_KIND_OF_MESSAGE = {Direction.INBOUND: "message_in", Direction.OUTBOUND: "message_out"}


@register_timeline_source
def interactions(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Messages, calls and meetings."""
    rows = Interaction.objects.filter(scope.about("contact", "deal"), scope.of_people).select_related("analysis")
    for group, channels in _CHANNELS.items():
        yield Lines(group, newest(rows.filter(channel__in=channels), "at", before, limit), _interaction)


@register_timeline_source
def notes(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """What people wrote down."""
    rows = Note.objects.filter(scope.about("contact", "company", "deal"))
    yield Lines(Group.NOTE, newest(rows, "created_at", before, limit), _note)


@register_timeline_source
def files(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Files that members keep on the records."""
    rows = Attachment.objects.filter(scope.about("contact", "company", "deal"))
    yield Lines(Group.NOTE, newest(rows, "created_at", before, limit), _file)


@register_timeline_source
def tasks(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Tasks when they were given, and when they were done."""
    rows = Task.objects.filter(scope.about("contact", "deal"))
    yield Lines(Group.TASK, newest(rows, "created_at", before, limit), _task)
    yield Lines(Group.TASK, newest(rows.filter(done_at__isnull=False), "done_at", before, limit), _task_done)


@register_timeline_source
def scores(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Every score with its band."""
    yield Lines(Group.SIGNAL, newest(Score.objects.filter(scope.of_people), "at", before, limit), _score)


@register_timeline_source
def engagement(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """What earned points; a machine's opens and clicks stand in the ledger alone."""
    rows = EngagementEntry.objects.filter(scope.of_people, is_machine=False)
    yield Lines(Group.SIGNAL, newest(rows, "at", before, limit), _engagement)


@register_timeline_source
def deals(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """The moves of the deals."""
    moves = StageChange.objects.filter(scope.of_deals).select_related("deal", "before", "after")
    yield Lines(Group.STAGE, newest(moves, "at", before, limit), _move)


@register_timeline_source
def holds(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Holds when they were placed, and when they were released; the moment of reading a mail is not worth a line."""
    rows = Hold.objects.filter(scope.of_people).exclude(kind=HoldKind.READING)
    yield Lines(Group.PERMISSION, newest(rows, "created_at", before, limit), _hold)
    yield Lines(
        Group.PERMISSION, newest(rows.filter(released_at__isnull=False), "released_at", before, limit), _hold_released
    )


@register_timeline_source
def merges(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Records that were made one with this, and that became two again."""
    rows = Merge.objects.filter(scope.about("contact", "company"))
    yield Lines(Group.PERMISSION, newest(rows, "at", before, limit), _merged)
    yield Lines(Group.PERMISSION, newest(rows.filter(undone_at__isnull=False), "undone_at", before, limit), _parted)


def _interaction(row: Interaction) -> TimelineEntry:
    return TimelineEntry(
        row.at,
        _KIND_OF_MESSAGE.get(Direction(row.direction), "activity"),
        row.subject or f"{row.get_channel_display()}, {row.get_direction_display().lower()}",
        row.said,
        row.actor,
        detail={
            **row.detail,
            "interaction_id": row.pk,
            "channel": row.channel,
            "outcome": row.outcome,
            "intent": row.intent,
            "sentiment": row.sentiment,
            "understood": understood(row),
        },
    )


def understood(line: Interaction) -> dict[str, Any] | None:
    """How a line of the timeline was understood, in codes; None for one that nobody has analyzed."""
    row: Analysis | None = getattr(line, "analysis", None)
    if row is None:
        return None
    flags = [name for name in ("needs_human", "hot", "at_risk") if getattr(row, name)]
    objections = [str(kind) for kind in row.analysis.objection_kinds]
    return {"emotion": row.emotion, "intent": row.intent, "objections": objections, "flags": flags, "act": row.act}


def _note(row: Note) -> TimelineEntry:
    author = f"user:{row.author_id}" if row.author_id else ""
    return TimelineEntry(row.created_at, "note", gettext("Note"), row.body, author, _page(row))


def _file(row: Attachment) -> TimelineEntry:
    author = f"user:{row.by_id}" if row.by_id else ""
    return TimelineEntry(
        row.created_at, "file", gettext("File: {name}").format(name=row.name), "", author, row.get_absolute_url()
    )


def _task(row: Task) -> TimelineEntry:
    return TimelineEntry(
        row.created_at, "task", gettext("Task: {title}").format(title=row.title), row.detail, row.created_by, _page(row)
    )


def _task_done(row: Task) -> TimelineEntry:
    return TimelineEntry(row.done_at, "task_done", gettext("Done: {title}").format(title=row.title), link=_page(row))


def _score(row: Score) -> TimelineEntry:
    known = gettext("{known:.0%} of it known; because: {cause}.").format(
        known=row.known, cause=row.cause.replace("_", " ")
    )
    title = gettext("Fit {fit}, {band}").format(fit=row.fit, band=row.band)
    return TimelineEntry(row.at, "score", title, known, link=_page(row), detail={"fit": row.fit, "band": row.band})


def _engagement(row: EngagementEntry) -> TimelineEntry:
    return TimelineEntry(
        row.at,
        "engagement",
        gettext("{kind}: {points} points").format(kind=row.get_kind_display(), points=row.points),
        link=_page(row),
    )


def _move(row: StageChange) -> TimelineEntry:
    way = f"{row.before} → {row.after}" if row.before else gettext("begins at {after}").format(after=row.after)
    return TimelineEntry(
        row.at,
        "deal",
        gettext("Deal “{deal}”: {way}").format(deal=row.deal, way=way),
        actor=row.actor,
        link=page_of(row.deal),
    )


def _hold(row: Hold) -> TimelineEntry:
    until = gettext("Until {until}.").format(until=written(row.until)) if row.until else ""
    return TimelineEntry(row.created_at, "hold", row.get_kind_display(), until, row.by, _page(row))


def _hold_released(row: Hold) -> TimelineEntry:
    title = gettext("No longer: {kind}").format(kind=row.get_kind_display().lower())
    return TimelineEntry(row.released_at, "hold_released", title, actor=row.released_by, link=_page(row))


def _merged(row: Merge) -> TimelineEntry:
    title = gettext("Merged with {kind} {loser_id}").format(kind=row.kind, loser_id=row.loser_id)
    return TimelineEntry(row.at, "merged", title, actor=row.by, link=f"/merges/{row.pk}/")


def _parted(row: Merge) -> TimelineEntry:
    title = gettext("No longer one with {kind} {loser_id}").format(kind=row.kind, loser_id=row.loser_id)
    return TimelineEntry(row.undone_at, "merged", title, actor=row.undone_by, link=f"/merges/{row.pk}/")  # type: ignore[arg-type]


def _page(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
