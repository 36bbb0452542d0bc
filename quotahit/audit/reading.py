"""Reading the log when it may have been tampered with: what cannot be understood must show, not crash."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from quotahit.audit.models import AuditSeal


def readable(rows: QuerySet) -> Iterator[Any]:
    """The rows, with `at` None where the column holds no time: SQLite keeps any text there."""
    for row in rows.defer("at").annotate(at_text=Cast("at", TextField())).iterator(500):
        row.at = _moment(row.at_text)
        yield row


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def pairs_of(seal: AuditSeal) -> list[tuple[int, str]]:
    """The (entry id, digest) pairs that a seal lists, as far as they are such."""
    pairs = seal.entries if isinstance(seal.entries, list) else []
    return [(pair[0], str(pair[1])) for pair in pairs if isinstance(pair, list) and isinstance(pair[0], int)]
