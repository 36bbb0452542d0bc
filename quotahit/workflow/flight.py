"""A run that this worker holds, as the engine handles it: no model instance, for there are hundreds in every batch."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quotahit.workflow.chains import Step, find_step, lane_of
from quotahit.workflow.choices import READY_TO_EXECUTE, Lane, RunStatus
from quotahit.workflow.context import Batch, Context
from quotahit.workflow.errors import Unknown, UnknownChain
from quotahit.workflow.skills import Skill, find_skill

COLUMNS = (
    *("id", "organization_id", "chain", "version", "step_names", "status", "position", "attempts"),
    *("event_id", "subject_type", "subject_id"),
)


@dataclass(slots=True)
class Flight:
    """One claimed run; `away` once it was given back, `lost` once another took it or a person stepped in.

    `alone` while its step is taken by itself, because it failed when it was taken with others.
    """

    run_id: int
    organization_id: int
    chain: str
    version: int
    step_names: list[str]
    status: RunStatus
    position: int
    attempts: int
    context: Context
    away: bool = False
    lost: bool = False
    alone: bool = False

    @property
    def in_hand(self) -> bool:
        """Whether this worker may go on with it now."""
        return self.status in READY_TO_EXECUTE and not self.away and not self.lost

    @property
    def subject(self) -> tuple[str, int] | None:
        """The row that the run is about."""
        context = self.context
        return None if context.subject_id is None else (context.subject_type, context.subject_id)

    @property
    def step_name(self) -> str:
        return self.step_names[self.position]

    def next_step(self) -> tuple[Step, Skill]:
        """The step to execute and its skill; Unknown when the chain no longer has it, or nobody brings the skill."""
        step = find_step(self.chain, self.version, self.step_name)
        if step is None:
            raise UnknownChain(f"{self.chain} {self.version} {self.step_name}")
        return step, find_skill(step.skill)

    def lane(self, position: int) -> Lane:
        """Where the step at this position is executed."""
        return lane_of(self.chain, self.version, self.step_names, position)

    @property
    def is_pure(self) -> bool:
        """Whether the next step touches nothing, or cannot be executed at all."""
        try:
            return self.next_step()[1].pure
        except Unknown:
            return True


def board(rows: Sequence[tuple[Any, ...]], now: datetime) -> list[Flight]:
    """Claimed runs, given by their `COLUMNS`, as flights that share one batch of context; in the order of their ids."""
    batch = Batch()
    return [_flight(batch, now, *row) for row in sorted(rows)]


def _flight(
    batch: Batch,
    now: datetime,
    run_id: int,
    organization_id: int,
    chain: str,
    version: int,
    step_names: str,
    status: str,
    position: int,
    attempts: int,
    event_id: int | None,
    subject_type: str,
    subject_id: int | None,
) -> Flight:
    context = Context(
        batch,
        run_id=run_id,
        organization_id=organization_id,
        event_id=event_id,
        subject=(subject_type, subject_id),
        now=now,
    )
    names, state = json.loads(step_names), RunStatus[status.upper()]
    return Flight(run_id, organization_id, chain, version, names, state, position, attempts, context)
