"""How long each kind of data is kept: rooms register their periods in `privacy.py`, RETENTION_DAYS changes them.

What proves what we may do has a least period by law, below which no setting goes. What is not registered stays for as
long as the record that it belongs to: suppressions, own do-not-call requests and the audit log for ever.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from quotahit import clock
from quotahit.audit.log import Act, append_many

ACTOR = "system:retention"
BATCH = 1000
YEARS_5 = 5 * 366  # days, the leap years among them: 47 CFR 64.1200 and 16 CFR 310.5


@dataclass(frozen=True)
class Period(ABC):
    """One kind of data, kept for `days` after it has done its work (None: for ever), never for less than `least`."""

    kind: str
    what: str
    days: int | None
    least: int = 0

    @property
    def chosen(self) -> int | None:
        """The days that hold in this installation."""
        return settings.RETENTION_DAYS.get(self.kind, self.days)

    @abstractmethod
    def count(self, before: datetime) -> int:
        """How much is older than this moment."""

    @abstractmethod
    def drop(self, before: datetime) -> int:
        """Let it go; returns how much it was."""


@dataclass(frozen=True)
class Rows(Period):
    """Rows that go, or whose columns become `blank`. `due` gives those that are older, and none that are blank yet."""

    due: Callable[[datetime], Sequence[models.QuerySet]] = field(kw_only=True)
    blank: Mapping[str, Any] = field(default_factory=dict, kw_only=True)

    def count(self, before: datetime) -> int:
        return sum(rows.count() for rows in self.due(before))

    def drop(self, before: datetime) -> int:
        return sum(self._batch(rows, ids) for rows in self.due(before) for ids in _batches(rows))

    def _batch(self, rows: models.QuerySet, ids: list[Any]) -> int:
        with transaction.atomic():
            these = rows.model._base_manager.filter(pk__in=ids)
            _log(self.kind, _owners(these))
            if self.blank:
                these.update(**self.blank)
            else:
                these.delete()
        return len(ids)


@dataclass(frozen=True)
class Files(Period):
    """Files that go by the time of their last change; `due` gives all of the kind."""

    due: Callable[[], Iterable[Path]] = field(kw_only=True)

    def count(self, before: datetime) -> int:
        return len(self._old(before))

    def drop(self, before: datetime) -> int:
        files = self._old(before)
        for file in files:
            file.unlink(missing_ok=True)
        _log(self.kind, Counter({None: len(files)} if files else {}))
        return len(files)

    def _old(self, before: datetime) -> list[Path]:
        return [file for file in self.due() if changed_at(file) < before]


_periods: dict[str, Period] = {}


def keep(*periods: Period) -> None:
    """Register what is kept for a time."""
    _periods.update({period.kind: period for period in periods})


def periods() -> list[Period]:
    """The registered periods by name."""
    return [_periods[kind] for kind in sorted(_periods)]


def overdue() -> dict[str, int]:
    """How much of each kind is past its time; nothing is changed."""
    return {period.kind: period.count(before) for period, before in _limits()}


def apply_retention() -> dict[str, int]:
    """Let go of what is past its time, in batches that are logged; returns how much of each kind it was."""
    with _leaving_no_remains():
        return {period.kind: period.drop(before) for period, before in _limits()}


def changed_at(file: Path) -> datetime:
    """When a file was last written to."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _limits() -> Iterator[tuple[Period, datetime]]:
    for period in periods():
        if period.chosen is not None:
            yield period, clock.now() - timedelta(days=period.chosen)


def _batches(rows: models.QuerySet) -> Iterator[list[Any]]:
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids


def _owners(rows: models.QuerySet) -> Counter[int | None]:
    if not any(field.name == "organization" for field in rows.model._meta.concrete_fields):
        return Counter({None: rows.count()})
    return Counter(rows.values_list("organization_id", flat=True))


def _log(kind: str, owners: Counter[int | None]) -> None:
    append_many(
        Act(owner, ACTOR, "data.expired", None, {"kind": kind, "count": count}) for owner, count in owners.items()
    )


@contextmanager
def _leaving_no_remains() -> Iterator[None]:
    """SQLite leaves the bytes of deleted rows in its file unless it is told to overwrite them."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA secure_delete = OFF")
