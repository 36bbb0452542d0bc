"""What a step came to: the one value that the engine writes down, for the step and for its run."""

import json
import traceback
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError

from quotahit.workflow.chains import Step
from quotahit.workflow.choices import RunStatus, StepStatus
from quotahit.workflow.errors import Retry, StepError
from quotahit.workflow.flight import Flight
from quotahit.workflow.holds import Held
from quotahit.workflow.results import Ask, Result, Sleep, WaitFor

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=30)  # then four times as long after every failure: over half a day in all
HELD_PAUSE = timedelta(minutes=1)  # how soon a hold is asked again
_TRANSIENT = (Retry, OperationalError, InterfaceError, ConnectionError, TimeoutError)


@dataclass(slots=True)
class Outcome:
    """The run stands at `position` with `status` afterwards; `step` is None where there is nothing to record of one.

    Without `wake_at` a run that is READY goes on at once in the same worker, and any other waits to be woken.
    """

    flight: Flight
    status: RunStatus
    position: int
    step: StepStatus | None = None
    input: dict[str, Any] = field(default_factory=dict)
    output: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    attempts: int = 0  # failed tries of the step at `position`
    wake_at: datetime | None = None
    pending: WaitFor | Ask | None = None
    milliseconds: float = 0.0
    cost: Decimal = Decimal(0)

    @property
    def goes_on(self) -> bool:
        """Whether this worker keeps the run."""
        return self.status is RunStatus.READY and self.wake_at is None

    def land(self) -> None:
        """Bring the flight up to what has been committed."""
        flight = self.flight
        if self.step is StepStatus.DONE:
            flight.context.remember(flight.step_name, self.output)
        flight.status, flight.position, flight.attempts = self.status, self.position, self.attempts
        flight.away, flight.alone = not self.goes_on, False


def passed(flight: Flight, step: StepStatus, now: datetime, **details: Any) -> Outcome:
    """The step is behind the run, done or not: on to the next one, by another kind of worker where that leaves the
    database and this one did not (or the other way round)."""
    position = flight.position + 1
    if position == len(flight.course):
        return Outcome(flight, RunStatus.FINISHED, position, step, **details)
    turns = flight.course.lane(position) is not flight.course.lane(flight.position)
    return Outcome(flight, RunStatus.READY, position, step, wake_at=now if turns else None, **details)


def returned(flight: Flight, step: Step, result: Result, now: datetime, milliseconds: float) -> Outcome:
    """What the skill handed back; TypeError or ValueError when it is none of the results a skill may give."""
    details = {"input": step.inputs, "milliseconds": milliseconds}
    if result is None or isinstance(result, dict):
        return passed(flight, StepStatus.DONE, now, output=_checked(result or {}), **details)
    if isinstance(result, Sleep):
        return _stays(flight, RunStatus.SLEEPING, StepStatus.WAITING, wake_at=result.until, **details)
    if isinstance(result, WaitFor):
        _checked(result.match)
        return _stays(flight, RunStatus.WAITING, StepStatus.WAITING, wake_at=now, pending=result, **details)
    if isinstance(result, Ask):
        return _stays(flight, RunStatus.ASKING, StepStatus.WAITING, wake_at=now, pending=result, **details)
    raise TypeError(f"{step.skill} returned {type(result).__name__}")


def raised(flight: Flight, step: Step, problem: Exception, now: datetime, milliseconds: float = 0.0) -> Outcome:
    """The step failed: again later while that may help; else the run ends, or goes on if the step was best-effort."""
    tries = flight.attempts + 1
    details: dict[str, Any] = {"input": step.inputs, "milliseconds": milliseconds}
    details["error"] = describe(problem)
    if isinstance(problem, _TRANSIENT) and tries < MOST_ATTEMPTS:
        wake_at = now + (getattr(problem, "retry_after", None) or FIRST_PAUSE * 4 ** (tries - 1))
        return _stays(flight, RunStatus.RETRYING, StepStatus.RETRYING, wake_at=wake_at, attempts=tries, **details)
    if step.critical:
        return _stays(flight, RunStatus.FAILED, StepStatus.FAILED, **details)
    return passed(flight, StepStatus.FAILED, now, **details)


def left_out(flight: Flight, unmet: dict[str, Any], now: datetime) -> Outcome:
    """The step's conditions do not hold: it is behind the run without having been executed."""
    return passed(flight, StepStatus.SKIPPED, now, output=unmet)


def parked(flight: Flight, problem: Exception) -> Outcome:
    """Nothing here can execute the step; a person resumes the run once it can be."""
    return _stays(flight, RunStatus.PARKED, error=f"{type(problem).__name__}: {problem}")


def held_back(flight: Flight, held: Held, now: datetime) -> Outcome:
    """A person's word stands against the step: ask again when the hold ends, and soon, for it may be released early."""
    asked_again = now + HELD_PAUSE
    wake_at = min(held.until, asked_again) if held.until else asked_again
    return _stays(flight, RunStatus.HELD, error=held.kind, wake_at=wake_at)


def handed_over(flight: Flight, now: datetime) -> Outcome:
    """The step wants the other kind of worker."""
    return _stays(flight, RunStatus.READY, wake_at=now)


def still_waiting(flight: Flight, wake_at: datetime | None) -> Outcome:
    """What the run waits for has not come."""
    return _stays(flight, flight.status, wake_at=wake_at)


def describe(problem: Exception) -> str:
    """A failure in ids and codes: our own errors carry a code; of others only type and place, for their messages may
    quote personal data (the full traceback is in the process log)."""
    if isinstance(problem, StepError):
        return problem.code
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(problem).__name__}{place}"


def _checked(output: dict[str, Any]) -> dict[str, Any]:
    if output and "\\u0000" in json.dumps(output, allow_nan=False):
        raise ValueError("PostgreSQL stores no NUL")
    return output


def _stays(flight: Flight, status: RunStatus, step: StepStatus | None = None, **details: Any) -> Outcome:
    return Outcome(flight, status, flight.position, step, **{"attempts": flight.attempts} | details)
