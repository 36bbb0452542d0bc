"""One timeline of a contact: everything that was said, done, decided or changed, newest first.

Each source names the rows of its own table for one page; rooms above add theirs with `register_timeline_source`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from crm.actors import members, names_of
from crm.models import Contact
from quotahit.together import fetch_together


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


@dataclass(frozen=True)
class Lines:
    """Rows of one table, newest first, and how one of them becomes an entry."""

    rows: QuerySet[Any]
    entry: Callable[[Any], TimelineEntry]


TimelineSource = Callable[[Contact, datetime | None, int], Iterable[Lines]]
_sources: list[TimelineSource] = []


def register_timeline_source(source: TimelineSource) -> TimelineSource:
    """Add `source(contact, before, limit)`: its newest rows, at most `limit`, all earlier than `before` if given; it
    asks nothing itself, for the rows of all sources are read by one statement."""
    if source not in _sources:
        _sources.append(source)
    return source


def newest(rows: QuerySet[Any], column: str, before: datetime | None, limit: int) -> QuerySet[Any]:
    """The page of these rows that a source is asked for, by the time in `column`."""
    if before is not None:
        rows = rows.filter(**{f"{column}__lt": before})
    return rows.order_by(f"-{column}", "-pk")[:limit]


def timeline(contact: Contact, before: datetime | None = None, limit: int = 50) -> list[TimelineEntry]:
    """The newest entries of all sources, newest first; the last one's `at` is `before` of the next page.

    Entries of one instant are never parted by a page, so a page may be a little longer than `limit`.
    """
    parts = [lines for source in _sources for lines in source(contact, before, limit)]
    people = members(contact.organization_id)
    fetch_together(people, *(lines.rows for lines in parts))
    found = [lines.entry(row) for lines in parts for row in lines.rows]
    found.sort(key=lambda entry: entry.at, reverse=True)
    if len(found) > limit:
        found = [entry for entry in found if entry.at >= found[limit - 1].at]
    names = names_of((entry.actor for entry in found), people)
    return [replace(entry, actor=names[entry.actor] if entry.actor else "") for entry in found]
