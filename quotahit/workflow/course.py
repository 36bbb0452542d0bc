"""The way before a run: its steps, each with the skill that executes it, looked up once for all runs that share it."""

from functools import cached_property

from quotahit.workflow.chains import Step, find_step
from quotahit.workflow.choices import Lane
from quotahit.workflow.errors import Unknown, UnknownChain
from quotahit.workflow.skills import Skill, find_skill

Leg = tuple[Step, Skill] | Unknown


class Course:
    """The steps that a run of this chain and version began with, as far as they are still there."""

    def __init__(self, chain: str, version: int, names: list[str]) -> None:
        self.chain, self.version, self.names = chain, version, names

    def __len__(self) -> int:
        return len(self.names)

    def leg(self, position: int) -> tuple[Step, Skill]:
        """The step at this position and its skill; Unknown when the chain no longer has it, or nobody brings it."""
        leg = self._legs[position]
        if isinstance(leg, Unknown):
            raise leg
        return leg

    def lane(self, position: int) -> Lane:
        """Where the step at this position is executed; one that is missing parks its run, and leaves nothing."""
        leg = self._legs[position] if position < len(self) else None
        return Lane.OUTSIDE if isinstance(leg, tuple) and leg[1].external else Lane.INSIDE

    @cached_property
    def _legs(self) -> list[Leg]:
        return [self._find(name) for name in self.names]

    def _find(self, name: str) -> Leg:
        step = find_step(self.chain, self.version, name)
        if step is None:
            return UnknownChain(f"{self.chain} {self.version} {name}")
        try:
            return step, find_skill(step.skill)
        except Unknown as problem:
            return problem
