"""A case under decision: the facts, the rules, and what follows from both that several rules ask for."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from compliance.decision.consent import Standing, standing
from compliance.decision.facts import Facts
from compliance.decision.whereabouts import Whereabouts
from compliance.rules import Rules


@dataclass(frozen=True)
class Case:
    facts: Facts
    rules: Rules
    where: Whereabouts

    @cached_property
    def consent(self) -> Standing:
        return standing(self.facts, self.rules, self.where)

    def moved_to(self, moment: datetime) -> "Case":
        """The same case at another time."""
        return Case(replace(self.facts, at=moment), self.rules, self.where)
