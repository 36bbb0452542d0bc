"""Rounds: every run of a batch takes one step, all of them are committed together, and round again.

Steps that write rows share one transaction without savepoints, which is what makes a round quick. When one of them
fails, the transaction is rolled back and taken again in parts: what stood before the culprit, the culprit alone, the
rest; where it failed for many at once, each of them by itself. A step may run twice, so nothing is lost by that, and
what fails harms its own run only.
"""

import time
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from quotahit import clock
from quotahit.workflow import asking, waits
from quotahit.workflow.calling import SkillRaised, TogetherRaised, execute, failure
from quotahit.workflow.choices import SUSPENDED
from quotahit.workflow.flight import Flight
from quotahit.workflow.outcome import Outcome
from quotahit.workflow.resuming import resume
from quotahit.workflow.store import LostRuns, write

LEASE = timedelta(seconds=60)


class Rounds:
    """Takes the runs of one claim as far as they get without leaving the database, until `deadline` (monotonic)."""

    def __init__(self, claim: str, deadline: float) -> None:
        self._claim = claim
        self._deadline = deadline

    def fly(self, flights: Sequence[Flight]) -> None:
        """Round after round; runs that are in hand afterwards are those that time did not suffice for."""
        self._step([flight for flight in flights if flight.status in SUSPENDED])
        while self._in_time() and (ready := [flight for flight in flights if flight.in_hand]):
            self._step(sorted(ready, key=_same_step))

    def _in_time(self) -> bool:
        return time.monotonic() < self._deadline

    def _step(self, flights: list[Flight]) -> None:
        """One step for each, in as few transactions as it takes."""
        while flights and self._in_time():
            settled = self._settle(flights)
            flights = [flight for flight in flights[settled:] if not flight.lost]

    def _settle(self, flights: list[Flight]) -> int:
        """Settle a first part of these runs; returns how many."""
        try:
            return self._together(flights)
        except LostRuns as lost:
            lost.mark(flights)
            return 0
        except TogetherRaised as raised:
            for flight in raised.flights:
                flight.alone = True
            flights[0].context.start_over()
            return 0
        except SkillRaised as raised:
            return self._apart(flights, raised.place, raised.problem)
        except DatabaseError as problem:  # of the common statement or commit: nobody's in particular
            return self._apart(flights, None, problem)

    def _together(self, flights: list[Flight]) -> int:
        now = clock.now()
        suspended = flights[0].status in SUSPENDED
        alone = not suspended and all(flight.is_pure for flight in flights)
        with nullcontext() if alone else transaction.atomic():
            outcomes = resume(flights, now) if suspended else execute(flights, now)
            commit(outcomes, self._claim, now, now + LEASE)
        for outcome in outcomes:
            outcome.land()
        return len(outcomes)

    def _apart(self, flights: list[Flight], culprit: int | None, problem: Exception) -> int:
        flights[0].context.start_over()
        if len(flights) == 1:
            self._fail(flights[0], problem)
            return 1
        if culprit is None:
            half = len(flights) // 2
            self._step(flights[:half])
            return half
        self._step(flights[:culprit])
        self._step(flights[culprit : culprit + 1])
        return culprit + 1

    def _fail(self, flight: Flight, problem: Exception) -> None:
        now = clock.now()
        outcome = failure(flight, flight.next_step()[0], problem, now)
        try:
            commit([outcome], self._claim, now, now + LEASE)
        except LostRuns as lost:
            lost.mark([flight])
        else:
            outcome.land()


def _same_step(flight: Flight) -> tuple[str, int, int, bool]:
    """By this order runs that take the same step stand together, and those that leave it out."""
    return flight.chain, flight.course.version, flight.position, bool(flight.unmet())


def commit(outcomes: Sequence[Outcome], claim: str, now: datetime, claimed_until: datetime) -> None:
    """Write what the steps came to, with what they wait for and ask; LostRuns as `write` says."""
    if all(outcome.pending is None for outcome in outcomes):
        write(outcomes, claim, now, claimed_until)
        return
    with transaction.atomic():
        waits.open_waits(outcomes, now)
        asking.attach(outcomes)
        write(outcomes, claim, now, claimed_until)
