"""The one reader of what a decision of routing keeps beside its reason: who was looked at, and how they fitted."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from agents.orchestrator.routing.fit import Part, Standing


class Looked(BaseModel):
    """One rep as they stood at that time."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    rep_id: int
    total: int
    parts: tuple[Part, ...]
    not_offered: str = ""  # why they were not offered the lead, "" for who could have been


class Weighed(BaseModel):
    """All reps as they stood when a lead was given out, the best first."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    reps: tuple[Looked, ...] = ()

    @classmethod
    def load(cls, stored: dict[str, Any]) -> "Weighed":
        return cls.model_validate(stored)

    @classmethod
    def of(cls, standings: Sequence[Standing], asked: frozenset[int]) -> "Weighed":
        """What is kept of these standings; `asked` are the reps who had this lead before."""
        return cls(
            reps=tuple(
                Looked(
                    rep_id=standing.rep.rep_id,
                    total=standing.total,
                    parts=standing.parts,
                    not_offered="Had it before." if standing.rep.rep_id in asked else standing.barred,
                )
                for standing in standings
            )
        )

    def dump(self) -> dict[str, Any]:
        """The form that is stored."""
        return self.model_dump(mode="json")
