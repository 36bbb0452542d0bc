"""The book of one merge under way: whatever is moved, changed, dropped or made is written down as it is done."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from crm.merging.fields import Option
from crm.merging.record import Change, Record, Values, freeze, plain
from crm.merging.relations import Relation
from quotahit.audit.log import actor_name

CHUNK = 1000


@dataclass
class Ledger:
    """What hooks get: the two records, locked, who merges, and the ways to change rows so that it can be undone."""

    winner: Any
    loser: Any
    actor: object
    chosen: tuple[Option, ...] = ()
    record: Record = field(default_factory=Record)

    @property
    def target(self) -> type[models.Model]:
        return type(self.winner)

    @property
    def kind(self) -> str:
        """`contact` or `company`."""
        return str(self.target._meta.model_name)

    @property
    def actor_name(self) -> str:
        return actor_name(self.actor)

    def taken(self, name: str) -> Any:
        """The value of this field that was chosen."""
        return next((option.taken for option in self.chosen if option.name == name), None)

    def move(self, relation: Relation) -> None:
        """Let all rows that point at the loser point at the winner."""
        ids = list(relation.rows(self.target, self.loser.pk).order_by("pk").values_list("pk", flat=True))
        if ids:
            repoint(relation, ids, self.target, self.loser.pk, self.winner.pk)
            self.record.moved[relation.name] = ids

    def change(self, row: models.Model, **values: Any) -> None:
        """Set columns of one row, where they differ."""
        columns = {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}
        if not columns:
            return
        type(row)._base_manager.filter(pk=row.pk).update(**{name: after for name, (_, after) in columns.items()})
        for name, (_, after) in columns.items():
            setattr(row, name, after)
        plainly = {name: (plain(before), plain(after)) for name, (before, after) in columns.items()}
        self.record.changed.append(Change(row._meta.label, row.pk, plainly))

    def drop(self, row: models.Model) -> None:
        """Take away a row that says what the winner's own says already. Nothing may point at it."""
        self.record.dropped.append((row._meta.label, freeze(row)))
        type(row)._base_manager.filter(pk=row.pk).delete()

    def made(self, rows: Iterable[models.Model]) -> None:
        """These rows are there because of the merge alone."""
        for row in rows:
            self.record.made.setdefault(row._meta.label, []).append(row.pk)

    @contextmanager
    def watching(self, *querysets: models.QuerySet[Any]) -> Iterator[None]:
        """Write down what becomes of these rows within, by whatever verb."""
        before = {(row._meta.label, row.pk): freeze(row) for rows in querysets for row in rows.all()}
        yield
        for model in {rows.model for rows in querysets}:
            ids = [pk for label, pk in before if label == model._meta.label]
            for row in model._base_manager.filter(pk__in=ids).order_by("pk"):
                self._note(row, before[row._meta.label, row.pk])

    def _note(self, row: models.Model, before: Values) -> None:
        after = freeze(row)
        columns = {name: (value, after[name]) for name, value in before.items() if after[name] != value}
        if columns:
            self.record.changed.append(Change(row._meta.label, row.pk, columns))


def repoint(relation: Relation, ids: list[int], target: type[models.Model], before: int, after: int) -> list[int]:
    """Let those of the rows that point at `before` point at `after`; returns their ids."""
    moved: list[int] = []
    for start in range(0, len(ids), CHUNK):
        rows = relation.rows(target, before).filter(pk__in=ids[start : start + CHUNK])
        some = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
        relation.model._base_manager.filter(pk__in=some).update(**{relation.column: after})
        moved += some
    return moved
