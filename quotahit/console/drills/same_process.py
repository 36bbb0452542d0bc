"""The product's work in this very process, by the clock that the drill holds; sometimes it dies in the middle.

A death here is an exception that nobody catches, raised at a random statement: the transaction is rolled back, and what
was claimed stays claimed until its lease runs out.
"""

import random
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.db import connection

from crm.importing.running import run_imports
from outreach.channels import dispatch
from outreach.inbound.process import process_waiting
from outreach.tick import tick
from quotahit.audit.sealing import seal
from quotahit.workflow.runs import advance

PLENTY = 1_000_000
DEADLY = 0.02  # part of the calls that die
FARTHEST = 120  # statements into the call, at most


class Killed(BaseException):
    """The process is gone. Not an Exception, for no code of ours may go on after it."""


class Workers:
    """Calls what the scheduler would, until nothing moves. With one seed the same calls die at the same statement."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.deaths = 0

    def work(self) -> None:
        """All that is due now. Runs are not interrupted: how many share a transaction depends on the machine's speed,
        and the drill must not."""
        moved = True
        while moved:
            moved = any([self._advance(), *map(self._dangerous, (run_imports, _tick, _dispatch, process_waiting))])
        current_app.control.purge()  # hints, to which nobody listens here

    def settle(self) -> None:
        """Seal what was logged."""
        while seal():
            pass

    def at_risk(self, act: Callable[[], Any]) -> bool:
        """Do this act; False when it died on the way."""
        if self._chance.random() >= DEADLY:
            act()
            return True
        try:
            with connection.execute_wrapper(_DiesAt(self._chance.randint(1, FARTHEST))):
                act()
        except Killed:
            self.deaths += 1
            return False
        return True

    def _advance(self) -> int:
        return advance(PLENTY, seconds=PLENTY)

    def _dangerous(self, verb: Callable[[], int]) -> int:
        """What the verb did; 0 when it died, for its work then waits for the lease to run out."""
        done: list[int] = []
        self.at_risk(lambda: done.append(verb()))
        return sum(done)


class _DiesAt:
    """Wraps the statements of a connection; at the `number`-th the process is gone."""

    def __init__(self, number: int) -> None:
        self._left = number

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self._left -= 1
        if self._left == 0:
            raise Killed
        return execute(sql, params, many, context)


def _tick() -> int:
    return tick()


def _dispatch() -> int:
    return dispatch().looked_at
