"""A hint to the workers that something is due. Nothing depends on it: a sweep finds what no hint announced.

So nobody waits for the broker either: one thread of the process sends the hints, and one that still waits to be sent
speaks for all that are given meanwhile.
"""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

from celery import current_app
from django.db import connection, transaction

ADVANCE = "workflow.advance"
log = logging.getLogger(__name__)


def look_soon(task: str = ADVANCE) -> None:
    """Hint once this transaction has committed; at most one hint of a kind for each transaction."""
    send = _sender(task)
    if not any(callback is send for _, callback, _ in connection.run_on_commit):
        transaction.on_commit(send, robust=True)


@cache
def _sender(task: str) -> Callable[[], None]:
    return partial(hint, task)


def hint(task: str) -> None:
    """Hint now, beside the caller; for who is in no transaction."""
    _crier.cry(task)


def flush() -> None:
    """Return once every hint given so far was sent."""
    _crier.flush()


class _Crier:
    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "hints")  # it sends what is left before the process ends
        self._waiting: set[str] = set()

    def cry(self, task: str) -> None:
        if task not in self._waiting:
            self._waiting.add(task)
            self._thread.submit(self._send, task)

    def flush(self) -> None:
        self._thread.submit(bool).result()

    def _send(self, task: str) -> None:
        self._waiting.discard(task)  # first: whoever hints from now on may have committed too late for this one
        try:
            current_app.send_task(task, expires=30, retry=False, ignore_result=True)
        except Exception as problem:  # noqa: BLE001  the edge of a thread; whatever the broker's client raises
            log.warning("No hint of %s could be sent: %s", task, type(problem).__name__)


def _start_over() -> None:
    """Threads do not follow into a forked process."""
    global _crier
    _crier = _Crier()


_crier = _Crier()
os.register_at_fork(after_in_child=_start_over)
