"""What came of an act on many records, record by record."""

from collections import Counter
from typing import Any

from pydantic import BaseModel


class Outcome(BaseModel):
    """`done` holds what an undo needs for each; `skipped` and, after an undo, `kept` the code of the reason."""

    done: dict[int, Any] = {}
    skipped: dict[int, str] = {}
    kept: dict[int, str] = {}

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why records were left out, the most frequent first."""
        return Counter(self.skipped.values()).most_common()

    @property
    def kept_reasons(self) -> list[tuple[str, int]]:
        return Counter(self.kept.values()).most_common()


def load(stored: Any) -> Outcome:
    return Outcome.model_validate(stored or {})


def dump(outcome: Outcome) -> dict[str, Any]:
    return outcome.model_dump(mode="json", exclude_defaults=True)
