"""What is told of merges. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class Merge(Model):
    """One record taken into another, with all that hung on it."""

    id: int
    kind: str
    contact: int | None
    company: int | None
    winner_id: int
    loser_id: int
    by: str
    at: datetime
    undone_at: datetime | None
    undone_by: str
    can_be_undone: bool


class MergeOption(Model):
    """One field of which the two say different things."""

    field: str
    winner: Any
    loser: Any
    choice: str


class MergePreview(Model):
    """What a merge would do."""

    options: list[MergeOption]
    moved: dict[str, int]
