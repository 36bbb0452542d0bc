"""`advance`: take what is due, as far as it gets. Any number of workers may call it at once."""

import time
import uuid
from datetime import timedelta
from functools import cache

from django.db import connection

from quotahit import clock
from quotahit.push import tell_organization
from quotahit.workflow import outside, rounds
from quotahit.workflow.choices import Lane
from quotahit.workflow.claiming import Claim
from quotahit.workflow.flight import COLUMNS, Flight, board
from quotahit.workflow.models import Run

# A handful, so that other workers find something to do while this one waits for a model.
_OUTSIDE_AT_ONCE = 5


def advance(limit: int = 500, seconds: float = 10.0) -> int:
    """Advance up to `limit` due runs for about `seconds`; returns how many were taken, 0 when nothing is due.

    First the runs whose next step stays in the database, in rounds that are each one commit; then those that ask a
    model or a vendor, one after another. A crash repeats at most the steps that were in flight.
    """
    deadline = time.monotonic() + seconds
    taken = _inside(limit, deadline)
    while taken < limit and time.monotonic() < deadline:
        outside_now = _outside(min(_OUTSIDE_AT_ONCE, limit - taken), deadline)
        if not outside_now:
            break
        taken += outside_now
    return taken


def _inside(limit: int, deadline: float) -> int:
    claim, flights = _take(limit, rounds.LEASE, Lane.INSIDE)
    if flights:
        rounds.Rounds(claim, deadline).fly(flights)
        _release(claim, flights)
        _tell(flights)
    return len(flights)


def _outside(limit: int, deadline: float) -> int:
    claim, flights = _take(limit, outside.LEASE, Lane.OUTSIDE)
    for flight in flights:
        while flight.in_hand and time.monotonic() < deadline:
            outside.go_outside(flight, claim)
    _release(claim, flights)
    _tell(flights)
    return len(flights)


def _tell(flights: list[Flight]) -> None:
    """Open pages that show the agents at work look again: one hint for each organization, however many runs."""
    for organization_id in {flight.organization_id for flight in flights}:
        tell_organization(organization_id, "runs")


def _take(limit: int, lease: timedelta, lane: Lane) -> tuple[str, list[Flight]]:
    claim = uuid.uuid4().hex
    rows = _claim_of(lane, connection.vendor).take(limit, lease, claim=claim)
    return claim, board(rows, clock.now())


@cache
def _claim_of(lane: Lane, vendor: str) -> Claim:
    """The claim of runs in this lane; the vendor tells the databases of one process apart."""
    due = Run.objects.awake().filter(lane=lane)
    return Claim(due, due="wake_at", lease_field="claimed_until", marks=["claim"], returning=COLUMNS)


def _release(claim: str, flights: list[Flight]) -> None:
    """Give back what time did not suffice for."""
    left = [flight.run_id for flight in flights if flight.in_hand]
    if left:
        Run.objects.filter(pk__in=left, claim=claim).update(claim="", claimed_until=None)
