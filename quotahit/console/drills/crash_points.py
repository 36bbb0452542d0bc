"""Crash points between and inside transactions: a process dies at one of its own statements, of all those it makes.

They are reached from outside, by listening to what the database is asked, so that no line of the product knows of them.
Whoever wants a death writes the point into the process's order file; it counts from then on.
"""

import json
import os
import signal
from collections.abc import Callable
from itertools import count
from os.path import exists
from pathlib import Path
from typing import Any, NamedTuple

from django.db.backends.signals import connection_created


class CrashPoint(NamedTuple):
    """The `number`-th statement about `table`: the process dies just before it, or `after` it, before what follows."""

    table: str
    number: int
    after: bool


# Where the work of the product stands in rows: each is a place where a half-done act would show.
TABLES = (
    *("outreach_delivery", "outreach_enrollment", "outreach_thread", "outreach_inboundmessage"),
    *("crm_import", "crm_contact", "crm_interaction", "crm_hold", "crm_score"),
    *("workflow_run", "workflow_runstep", "events_event", "events_rawinbound"),
    *("compliance_decision", "compliance_suppression", "audit_entry", "audit_seal"),
)


def give_order(order: Path, point: CrashPoint) -> None:
    """Let the process that obeys this file die at the point, should it get there."""
    draft = order.with_suffix(".draft")
    draft.write_text(json.dumps(point))
    draft.replace(order)


def obey(order: Path) -> None:
    """Let this process die as soon as an order is there and its point is reached."""
    watch = _Watch(order)

    def listen(connection: Any, **kwargs: Any) -> None:
        if watch not in connection.execute_wrappers:
            connection.execute_wrappers.append(watch)

    connection_created.connect(listen, weak=False)


class _Watch:
    """Wraps the statements of every connection."""

    def __init__(self, order: Path) -> None:
        self._order, self._numbers = str(order), count(1)
        self._point: CrashPoint | None = None

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self._point is None and exists(self._order):
            self._point = CrashPoint(*json.loads(Path(self._order).read_text()))
        point = self._point
        is_here = point is not None and point.table in sql and next(self._numbers) == point.number
        if is_here and point is not None and not point.after:
            die()
        result = execute(sql, params, many, context)
        if is_here:
            die()
        return result


def die() -> None:
    """End at once, as by a power cut: nothing is finished, rolled back or told."""
    os.kill(os.getpid(), signal.SIGKILL)
