"""Steps that leave the database: one at a time, each committed by itself, never inside a transaction."""

from datetime import timedelta

from django.db import DatabaseError, transaction

from quotahit import clock
from quotahit.llm.metering import metered
from quotahit.workflow.calling import attempt, failure
from quotahit.workflow.errors import Unknown
from quotahit.workflow.flight import Flight
from quotahit.workflow.holds import held
from quotahit.workflow.models import Run
from quotahit.workflow.outcome import Outcome, handed_over, held_back, left_out, parked
from quotahit.workflow.rounds import commit
from quotahit.workflow.store import LostRuns

# Longer than any model or vendor is given to answer, for a second worker would ask again.
LEASE = timedelta(minutes=5)


def go_outside(flight: Flight, claim: str) -> None:
    """Take one run through its next external step, after asking whether a person holds it back."""
    try:
        outcome = _outcome(flight, claim)
        try:
            _commit(outcome, claim)
        except DatabaseError as problem:  # what the step came to cannot be written: that it failed can
            outcome = failure(flight, flight.next_step()[0], problem, clock.now())
            _commit(outcome, claim)
    except LostRuns as lost:
        lost.mark([flight])
    else:
        outcome.land()


def _commit(outcome: Outcome, claim: str) -> None:
    now = clock.now()
    commit([outcome], claim, now, now + LEASE)


def _outcome(flight: Flight, claim: str) -> Outcome:
    now = clock.now()
    try:
        step, skill = flight.next_step()
    except Unknown as problem:
        return parked(flight, problem)
    if not skill.external:
        return handed_over(flight, now)
    if unmet := flight.unmet():
        return left_out(flight, unmet, now)
    with transaction.atomic():
        hold = held(flight.organization_id, flight.subject) if flight.subject else None
        if not Run.objects.filter(pk=flight.run_id, claim=claim).update(claimed_until=now + LEASE):
            raise LostRuns({flight.run_id})
    if hold is not None:
        return held_back(flight, hold, now)
    with metered() as meter:
        outcome = attempt(flight, step, skill, now)
    outcome.cost = meter.spent
    return outcome
