"""Calling a skill: the edge between the engine and what others wrote."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from quotahit import logs
from quotahit.workflow.chains import Step
from quotahit.workflow.errors import StepError, Unknown, WorkflowError
from quotahit.workflow.flight import Flight
from quotahit.workflow.outcome import Outcome, handed_over, parked, raised, returned
from quotahit.workflow.skills import Skill

log = logging.getLogger(__name__)
# One transaction executes steps for so long and is then committed: on SQLite nobody else can write meanwhile.
_SECONDS = 0.25


class SkillRaised(WorkflowError):
    """A skill that writes rows failed: its `place` among the runs, and the `problem`."""

    def __init__(self, place: int, problem: Exception) -> None:
        super().__init__(str(place))
        self.place, self.problem = place, problem


def execute(flights: Sequence[Flight], now: datetime) -> list[Outcome]:
    """Outcomes of the next steps of these runs, or of the first of them that time suffices for.

    SkillRaised when one failed that may have written rows: then nothing of this transaction may stand.
    """
    until = time.monotonic() + _SECONDS
    outcomes: list[Outcome] = []
    for place, flight in enumerate(flights):
        outcomes.append(_execute(place, flight, now))
        if time.monotonic() > until:
            break
    return outcomes


def _execute(place: int, flight: Flight, now: datetime) -> Outcome:
    try:
        step, skill = flight.next_step()
    except Unknown as problem:
        return parked(flight, problem)
    if skill.external:
        return handed_over(flight, now)
    if skill.pure:
        return attempt(flight, step, skill, now)
    try:
        return _call(flight, step, skill, now)
    except Exception as problem:  # whatever a skill raises must end its own run only
        raise SkillRaised(place, problem) from problem


def attempt(flight: Flight, step: Step, skill: Skill, now: datetime) -> Outcome:
    """The outcome of a step that has no transaction, whatever the skill does."""
    began = time.perf_counter()
    try:
        return _call(flight, step, skill, now)
    except Exception as problem:  # noqa: BLE001  whatever a skill raises must end its own run only
        return failure(flight, step, problem, now, (time.perf_counter() - began) * 1000)


def failure(flight: Flight, step: Step, problem: Exception, now: datetime, milliseconds: float = 0.0) -> Outcome:
    """The outcome of a step that raised; what nobody raised on purpose goes into the process log with a traceback."""
    expected = isinstance(problem, StepError)
    with logs.about(run=flight.run_id, step=step.name):
        level = logging.INFO if expected else logging.ERROR
        log.log(level, "A step of %s failed: %s", flight.chain, problem, exc_info=None if expected else problem)
    return raised(flight, step, problem, now, milliseconds)


def _call(flight: Flight, step: Step, skill: Skill, now: datetime) -> Outcome:
    flight.context.now = now
    began = time.perf_counter()
    with logs.about(run=flight.run_id, step=step.name):
        result = skill.function(flight.context, **step.inputs)
    return returned(flight, step, result, now, (time.perf_counter() - began) * 1000)
