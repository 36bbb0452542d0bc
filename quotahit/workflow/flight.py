"""A run that this worker holds, as the engine handles it: no model instance, for there are hundreds in every batch."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from quotahit.workflow.chains import Step
from quotahit.workflow.choices import READY_TO_EXECUTE, RunStatus
from quotahit.workflow.context import Batch, Context
from quotahit.workflow.course import Course
from quotahit.workflow.errors import Unknown
from quotahit.workflow.skills import Skill

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
    course: Course
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
        return self.course.names[self.position]

    def next_step(self) -> tuple[Step, Skill]:
        """The step to execute and its skill; Unknown when the chain no longer has it, or nobody brings the skill."""
        return self.course.leg(self.position)

    def unmet(self) -> dict[str, Any]:
        """Why the next step is not due after what came before, as codes; {} when it is, or when it is missing."""
        try:
            step, _ = self.next_step()
        except Unknown:
            return {}
        return step.unmet(self.context.values) if step.when else {}

    @property
    def is_pure(self) -> bool:
        """Whether the next step touches nothing, or cannot be executed at all."""
        try:
            return self.next_step()[1].pure
        except Unknown:
            return True


def board(rows: Sequence[tuple[Any, ...]], now: datetime) -> list[Flight]:
    """Claimed runs, given by their `COLUMNS`, as flights that share context and courses; in the order of their ids."""
    batch, courses = Batch(), cache(_course)
    return [_flight(batch, courses, now, *row) for row in sorted(rows)]


def _course(chain: str, version: int, step_names: str) -> Course:
    return Course(chain, version, json.loads(step_names))


def _flight(
    batch: Batch,
    courses: Callable[[str, int, str], Course],
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
    course, state = courses(chain, version, step_names), RunStatus[status.upper()]
    return Flight(run_id, organization_id, chain, course, state, position, attempts, context)
