"""The rules: which event, under which condition, leads to which acts, and why. A table, read in order."""

import json
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Rule(BaseModel):
    """One line of the table. `when` names facts and the value each must have (a list: any of these).

    Organizations switch rules on and off: one that is not `standing` holds for none until they do, and one that is
    `always` in force is never switched off.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    on: str
    when: dict[str, Any] = Field(default_factory=dict)
    acts: tuple[str, ...]
    sequence: str = ""
    chain: str = ""
    days: int = 0
    urgency: str = "normal"
    reason: str
    standing: bool = True
    always: bool = False

    @property
    def aim(self) -> str:
        """The sequence or the chain that it starts, else its first act."""
        return self.sequence or self.chain or self.acts[0]

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


def find_rule(name: str) -> Rule | None:
    return next((rule for rule in rules() if rule.name == name), None)


def choose(event_type: str, facts: dict[str, Any], in_force: Container[str] | None = None) -> Rule | None:
    """The first rule for this event that fits, of those named `in_force`; by itself, of those that are shipped so."""
    held = shipped() if in_force is None else in_force
    return next((rule for rule in rules() if rule.on == event_type and rule.name in held and rule.fits(facts)), None)


def shipped() -> frozenset[str]:
    """The names of the rules that hold until an organization says otherwise."""
    return frozenset(rule.name for rule in rules() if rule.standing)
