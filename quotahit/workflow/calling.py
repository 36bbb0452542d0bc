"""Calling a skill: the edge between the engine and what others wrote."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from quotahit import logs
from quotahit.workflow.chains import Step
from quotahit.workflow.errors import StepError, Unknown, WorkflowError
from quotahit.workflow.flight import Flight
from quotahit.workflow.outcome import Outcome, handed_over, left_out, parked, raised, returned
from quotahit.workflow.skills import Skill

log = logging.getLogger(__name__)
# One transaction executes steps for so long and is then committed: on SQLite nobody else can write meanwhile.
_SECONDS = 0.25
MOST_TOGETHER = 250


class SkillRaised(WorkflowError):
    """A skill that writes rows failed: its `place` among the runs, and the `problem`."""

    def __init__(self, place: int, problem: Exception) -> None:
        super().__init__(str(place))
        self.place, self.problem = place, problem


class TogetherRaised(WorkflowError):
    """A skill for many failed with these `flights`, and whose fault it was nobody knows."""

    def __init__(self, flights: Sequence[Flight]) -> None:
        super().__init__()
        self.flights = flights


def execute(flights: Sequence[Flight], now: datetime) -> list[Outcome]:
    """Outcomes of the next steps of these runs, or of the first of them that time suffices for.

    SkillRaised or TogetherRaised when one failed that may have written rows: nothing of this transaction may stand.
    """
    until = time.monotonic() + _SECONDS
    outcomes: list[Outcome] = []
    while len(outcomes) < len(flights):
        place = len(outcomes)
        alike = together(flights, place)
        outcomes += _execute_together(alike, now) if alike else [_execute(place, flights[place], now)]
        if time.monotonic() > until:
            break
    return outcomes


def together(flights: Sequence[Flight], place: int) -> Sequence[Flight]:
    """The runs from `place` on that take the same step, where its skill is one for many; none where it is not."""
    first = flights[place]
    try:
        step, skill = first.next_step()
    except Unknown:
        return ()
    if skill.together is None or first.alone or first.unmet():
        return ()
    end = place + 1
    while end < min(len(flights), place + MOST_TOGETHER) and _takes(flights[end], step):
        end += 1
    return flights[place:end]


def _takes(flight: Flight, step: Step) -> bool:
    try:
        return not flight.alone and flight.next_step()[0] is step and not flight.unmet()
    except Unknown:
        return False


def _execute_together(flights: Sequence[Flight], now: datetime) -> list[Outcome]:
    step, skill = flights[0].next_step()
    contexts = [flight.context for flight in flights]
    for context in contexts:
        context.now = now
    began = time.perf_counter()
    try:
        results = skill.together(contexts, **step.inputs)  # type: ignore[misc]  # asked in `together`
        milliseconds = (time.perf_counter() - began) * 1000 / len(flights)
        pairs = zip(flights, results, strict=True)
        return [returned(flight, step, result, now, milliseconds) for flight, result in pairs]
    except Exception as problem:  # each is called alone now, and what fails then is told with its run
        log.info("Step %s of %s failed for %s runs together.", step.name, flights[0].chain, len(flights))
        raise TogetherRaised(flights) from problem


def _execute(place: int, flight: Flight, now: datetime) -> Outcome:
    try:
        step, skill = flight.next_step()
    except Unknown as problem:
        return parked(flight, problem)
    if unmet := flight.unmet():
        return left_out(flight, unmet, now)
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
