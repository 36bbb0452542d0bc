"""What became of a row, whatever its list lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from crm.importing.leads import Row
from crm.models import Import


class Result(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(slots=True)
class RowOutcome:
    """`notes` go to the error file, with the row's cells unless it must not be kept."""

    lead: Row
    result: Result
    notes: list[str] = field(default_factory=list)
    may_be_kept: bool = True


class Intake(Protocol):
    """Takes the rows of one kind of list batch by batch, and holds what they made until it is written."""

    def take(self, leads: Sequence[Any]) -> Sequence[RowOutcome]:
        """Decide on a batch of rows, each in the light of those before it; nothing is written."""

    def write(self, job: Import, outcomes: Sequence[Any]) -> None:
        """Write what was decided, in the caller's transaction."""

    def forget(self) -> None:
        """Let go of what is written by now."""

    def discard(self) -> None:
        """Let go of a batch that could not be written, as if it had never been taken."""
