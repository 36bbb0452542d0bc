"""Crash points between and inside transactions: a process dies at one of its own statements, of all those it makes.

They are reached from outside, by listening to what the database is asked, so that no line of the product knows of them.
"""

import os
import signal
from collections.abc import Callable
from itertools import count
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


def watch_for(point: CrashPoint) -> None:
    """Let this process die at the point, should it get there."""
    numbers = count(1)

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        is_here = point.table in sql and next(numbers) == point.number
        if is_here and not point.after:
            die()
        result = execute(sql, params, many, context)
        if is_here:
            die()
        return result

    def listen(connection: Any, **kwargs: Any) -> None:
        if watch not in connection.execute_wrappers:
            connection.execute_wrappers.append(watch)

    connection_created.connect(listen, weak=False)


def die() -> None:
    """End at once, as by a power cut: nothing is finished, rolled back or told."""
    os.kill(os.getpid(), signal.SIGKILL)
