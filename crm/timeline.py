"""One timeline of a contact: everything that was said, done, decided or changed, newest first.

Each source reads its own table for one page; rooms above add theirs with `register_timeline_source`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from crm.actors import names_of
from crm.models import Contact


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


TimelineSource = Callable[[Contact, datetime | None, int], Iterable[TimelineEntry]]
_sources: list[TimelineSource] = []


def register_timeline_source(source: TimelineSource) -> TimelineSource:
    """Add `source(contact, before, limit)`: its newest entries, at most `limit`, all earlier than `before` if given."""
    if source not in _sources:
        _sources.append(source)
    return source


def timeline(contact: Contact, before: datetime | None = None, limit: int = 50) -> list[TimelineEntry]:
    """The newest entries of all sources, newest first; the last one's `at` is `before` of the next page.

    Entries of one instant are never parted by a page, so a page may be a little longer than `limit`.
    """
    found = [entry for source in _sources for entry in source(contact, before, limit)]
    found.sort(key=lambda entry: entry.at, reverse=True)
    if len(found) > limit:
        found = [entry for entry in found if entry.at >= found[limit - 1].at]
    names = names_of(entry.actor for entry in found)
    return [replace(entry, actor=names[entry.actor] if entry.actor else "") for entry in found]
