"""What came of taking an import back, or would come of it: counts, and the reasons of what stays."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stays(models.TextChoices):
    """Why a record that the import made, or a value that it changed, stays as it is; the first that is true counts."""

    GONE = "gone", _("deleted or merged into another since")
    SENT = "sent", _("something was sent to them")
    HEARD = "heard", _("they have written, or were spoken with")
    DEAL = "deal", _("there is a deal")
    TASK = "task", _("there is a task")
    NOTE = "note", _("somebody wrote a note")
    MERGED = "merged", _("another record was merged into it")
    HELD = "held", _("somebody took them over or put them on hold")
    ENROLLED = "enrolled", _("somebody put them into a sequence")
    SHARED = "shared", _("somebody shared the record")
    CHANGED = "changed", _("somebody or another import changed the record")
    WORKED_ON = "worked_on", _("somebody has worked on the task since")
    IN_USE = "in_use", _("the company has people who stay")
    VALUE_CHANGED = "value_changed", _("values that were changed again since")
    VALUE_TAKEN = "value_taken", _("earlier values that belong to another record now")
    NO_HISTORY = "no_history", _("records whose earlier state is no longer known")


PLURALS = {"contact": "contacts", "company": "companies", "deal": "deals", "activity": "activities"}
_SELDOM = ("deals", "activities")


@dataclass
class Outcome:
    """Records by what became of them; `stays` counts by reason what cannot be taken back."""

    contacts_deleted: int = 0
    companies_deleted: int = 0
    contacts_restored: int = 0
    companies_restored: int = 0
    deals_deleted: int = 0
    deals_restored: int = 0
    activities_deleted: int = 0
    activities_restored: int = 0
    stays: Counter[str] = field(default_factory=Counter)

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Self:
        """From the column of an ImportUndo."""
        return cls(**{**stored, "stays": Counter(stored.get("stays", {}))})

    def count(self, noun: str, *, deleted: int, restored: int) -> None:
        """Add a batch of records of one noun."""
        for act, number in (("deleted", deleted), ("restored", restored)):
            name = f"{PLURALS[noun]}_{act}"
            setattr(self, name, getattr(self, name) + number)

    def add(self, other: "Outcome") -> None:
        """Count what came of another import too."""
        for name in (f"{plural}_{act}" for plural in PLURALS.values() for act in ("deleted", "restored")):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.stays.update(other.stays)

    def plain(self) -> dict[str, Any]:
        """As JSON; of deals and activities only where there are any, for most lists bring none."""
        counts = {name: value for name, value in asdict(self).items() if value or not name.startswith(_SELDOM)}
        return counts | {"stays": {code: count for code, count in sorted(self.stays.items()) if count}}

    def rows(self) -> list[tuple[str, int, int]]:
        """Plural, deleted and restored of each noun that there is anything of; contacts and companies always."""
        found = [
            (plural, getattr(self, f"{plural}_deleted"), getattr(self, f"{plural}_restored"))
            for plural in PLURALS.values()
        ]
        return [row for row in found if row[1] or row[2] or not row[0].startswith(_SELDOM)]

    def labelled(self) -> list[tuple[str, int]]:
        """The reasons in words, the most frequent first."""
        return [(str(Stays(code).label), count) for code, count in self.stays.most_common() if count]
