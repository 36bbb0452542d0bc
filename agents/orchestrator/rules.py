"""The rules: which event, under which condition, leads to which acts, and why. A table, read in order."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Rule(BaseModel):
    """One line of the table. `when` names facts and the value each must have (a list: any of these)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    on: str
    when: dict[str, Any] = Field(default_factory=dict)
    acts: tuple[str, ...]
    sequence: str = ""
    days: int = 0
    urgency: str = "normal"
    reason: str

    def fits(self, facts: dict[str, Any]) -> bool:
        """Whether every condition holds; a fact that is not known fits nothing."""
        return all(_matches(facts.get(name), wanted) for name, wanted in self.when.items())


def _matches(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


@cache
def rules() -> tuple[Rule, ...]:
    """The table as shipped."""
    rows = json.loads((Path(__file__).parent / "rules.json").read_text())
    return tuple(Rule.model_validate(row) for row in rows)


def event_types() -> tuple[str, ...]:
    """Every event that some rule listens to."""
    return tuple(dict.fromkeys(rule.on for rule in rules()))


def choose(event_type: str, facts: dict[str, Any]) -> Rule | None:
    """The first rule for this event that fits."""
    return next((rule for rule in rules() if rule.on == event_type and rule.fits(facts)), None)
