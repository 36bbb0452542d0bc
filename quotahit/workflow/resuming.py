"""Runs that wake: what they slept, waited or asked for becomes the output of the step that said so."""

from collections.abc import Sequence
from datetime import datetime

from quotahit.workflow import asking, waits
from quotahit.workflow.choices import RunStatus, StepStatus
from quotahit.workflow.flight import Flight
from quotahit.workflow.outcome import Outcome, passed


def resume(flights: Sequence[Flight], now: datetime) -> list[Outcome]:
    """An outcome for each of these suspended runs, in a transaction of their own: it locks waits and approvals first,
    so nothing that holds other locks may wait for it."""
    by_status: dict[str, list[Flight]] = {}
    for flight in flights:
        by_status.setdefault(flight.status, []).append(flight)
    outcomes = [_awake(flight, now) for flight in by_status.get(RunStatus.SLEEPING, ())]
    if waiting := by_status.get(RunStatus.WAITING):
        outcomes += waits.look(waiting, now)
    if asked := by_status.get(RunStatus.ASKING):
        outcomes += asking.look(asked, now)
    return outcomes


def _awake(flight: Flight, now: datetime) -> Outcome:
    return passed(flight, StepStatus.DONE, now)
