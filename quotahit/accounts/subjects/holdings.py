"""What each room holds about a person, by model, and what becomes of it when the person is erased.

A room registers its part in its own `privacy.py`. A test sees to it that no model is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models

from quotahit.accounts.subjects.subject import Subject

CHUNK = 2000
Find = Callable[[Subject], models.QuerySet]
Act = Callable[[Subject, object], Mapping[str, int]]


class Treatment(StrEnum):
    """What erasure does with the rows about a person. Rows of others that name the person are always cleared of it,
    except in what is kept as evidence by hash and in what holds nothing about people outside."""

    DELETED = "deleted"
    EMPTIED = "emptied"  # they stay with ids, times and costs, without a word of what was said
    CLEARED = "cleared"  # they stay, without the person's names and addresses
    KEPT = "kept"  # evidence, which knows addresses by keyed hash and people by id
    NOTHING = "nothing"  # no row of this model is about a person outside the organization


@dataclass(frozen=True)
class Holding:
    """One model in one room. `find` gives the person's rows, `blank` the columns that are emptied, and what with.

    `search` gives those that nothing leads to, and that are found only by reading every row.
    `named`: words in it may name the person, in rows of others too, which are looked through.
    """

    model: str  # "crm.Contact"
    treatment: Treatment
    why: str
    find: Find | None = None
    search: Find | None = None
    blank: Mapping[str, Any] = field(default_factory=dict)
    named: bool = True

    @property
    def rows(self) -> models.QuerySet:
        """All rows of the model."""
        return apps.get_model(self.model)._base_manager.all()

    @property
    def label(self) -> str:
        return self.model.lower()


def _nothing(subject: Subject, actor: object) -> Mapping[str, int]:
    return {}


@dataclass(frozen=True)
class Room:
    """A room's part. Its acts say what they did, in counts.

    `stop` comes first, in a transaction of its own: from then on nothing more happens to the person. `lock` begins the
    transaction in which the rows go and raises NotYetErasable where they cannot; `erase` ends it. `clean` comes when
    that is committed: files, mostly. Holdings stand in the order in which their rows can go.
    """

    name: str
    holdings: tuple[Holding, ...]
    stop: Act = _nothing
    lock: Callable[[Subject], None] = lambda subject: None
    erase: Act = _nothing
    clean: Act = _nothing


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    """Let erasure and export know of this room; called from the lowest room to the highest, as Django starts them."""
    _rooms[room.name] = room


def rooms() -> list[Room]:
    """The registered rooms, highest first: what stands above points to what is below, and goes before it."""
    return list(reversed(_rooms.values()))


@dataclass(frozen=True)
class Found:
    """The rows of one model that are about a person."""

    holding: Holding
    ids: tuple[int, ...]

    def rows(self) -> Iterator[models.Model]:
        for ids in self.chunks():
            yield from self.holding.rows.filter(pk__in=ids).order_by("pk")

    def chunks(self) -> Iterator[tuple[int, ...]]:
        """The ids, as many at a time as every database takes in one statement."""
        return (self.ids[start : start + CHUNK] for start in range(0, len(self.ids), CHUNK))


def find_all(subject: Subject, *, search: bool = True) -> tuple[Subject, list[Found]]:
    """Every row about the person, room by room from above, and the person known by all of them.

    Without `search` no table is read as a whole: what a search has found for this subject before is found again.
    """
    found = []
    for room in rooms():
        for holding in room.holdings:
            if holding.find is not None:
                ids = tuple(sorted(_ids(holding, holding.find, subject, search=search)))
                subject = subject.with_rows(holding.label, ids)
                found.append(Found(holding, ids))
    return subject, found


def _ids(holding: Holding, find: Find, subject: Subject, *, search: bool) -> set[int]:
    ids = set(find(subject).values_list("pk", flat=True))
    if holding.search is not None:
        ids |= set(subject.ids(holding.label))
        ids |= set(holding.search(subject).values_list("pk", flat=True)) if search else set()
    return ids
