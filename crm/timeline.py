"""One timeline of a contact, a company or a deal: everything that was said, done, decided or changed, newest first.

Each source names the rows of its own table for one page; rooms above add theirs with `register_timeline_source`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from crm.actors import members, names_of
from crm.mentions import in_parts
from crm.models import Contact
from crm.timeline_scope import Scope, scope_of
from quotahit.together import fetch_together


class Group(TextChoices):
    """What a reader can ask for alone."""

    MAIL = "mail", _("Mail")
    TEXT = "text", _("Texts and chats")
    CALL = "call", _("Calls and meetings")
    TASK = "task", _("Tasks")
    NOTE = "note", _("Notes and files")
    STAGE = "stage", _("Deals")
    AGENT = "agent", _("Agents")
    SIGNAL = "signal", _("Scores and signals")
    PERMISSION = "permission", _("Permissions and holds")


@dataclass(frozen=True)
class TimelineEntry:
    """One line: what kind of thing, when, by whom, in words; `link` opens the row behind it."""

    at: datetime
    kind: str  # a code that picks icon and colour: message_in, message_out, note, task, score, deal, hold …
    title: str
    body: str = ""
    actor: str = ""
    link: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    parts: Sequence[tuple[str, bool]] = ()  # the body in pieces, each with whether it names a member
    person: tuple[int, str] | None = None  # whom it is about, where a timeline is of several people


def contact_of(row: Any) -> int | None:
    """The contact that a row names, if any."""
    return getattr(row, "contact_id", None)


@dataclass(frozen=True)
class Lines:
    """Rows of one table, newest first, in which group a reader finds them, and how one of them becomes an entry."""

    group: Group
    rows: QuerySet[Any]
    entry: Callable[[Any], TimelineEntry]
    whose: Callable[[Any], int | None] = contact_of


TimelineSource = Callable[[Scope, datetime | None, int], Iterable[Lines]]
BY_MEMBERS = {"note", "task"}
_sources: list[TimelineSource] = []


def register_timeline_source(source: TimelineSource) -> TimelineSource:
    """Add `source(scope, before, limit)`: its newest rows, at most `limit`, all earlier than `before` if given; it
    asks nothing itself, for the rows of all sources are read by one statement."""
    if source not in _sources:
        _sources.append(source)
    return source


def newest(rows: QuerySet[Any], column: str, before: datetime | None, limit: int) -> QuerySet[Any]:
    """The page of these rows that a source is asked for, by the time in `column`."""
    if before is not None:
        rows = rows.filter(**{f"{column}__lt": before})
    return rows.order_by(f"-{column}", "-pk")[:limit]


def timeline(
    about: Contact | Scope, before: datetime | None = None, limit: int = 50, *, group: str = ""
) -> list[TimelineEntry]:
    """The newest entries of all sources, or of one group, newest first; the last one's `at` is `before` of the next
    page.

    Entries of one instant are never parted by a page, so a page may be a little longer than `limit`.
    """
    scope = about if isinstance(about, Scope) else scope_of(about)
    offered = (lines for source in _sources for lines in source(scope, before, limit))
    parts = [lines for lines in offered if group in ("", lines.group)]
    people = members(scope.organization_id)
    fetch_together(people, *(lines.rows for lines in parts))
    found = [_about(lines, row, scope) for lines in parts for row in lines.rows]
    found.sort(key=lambda entry: entry.at, reverse=True)
    if len(found) > limit:
        found = [entry for entry in found if entry.at >= found[limit - 1].at]
    names = names_of((entry.actor for entry in found), people)
    return [
        replace(
            entry,
            actor=names[entry.actor] if entry.actor else "",
            parts=in_parts(entry.body, people) if entry.kind in BY_MEMBERS else (),
        )
        for entry in found
    ]


def _about(lines: Lines, row: Any, scope: Scope) -> TimelineEntry:
    """The row's entry, with the name of the person whom it is about where that is not plain."""
    entry, person = lines.entry(row), lines.whose(row)
    name = scope.people.get(person, "") if person else ""
    return replace(entry, person=(person, name)) if person and name else entry
