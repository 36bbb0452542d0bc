"""A hint to the workers that something is due. Nothing depends on it: a sweep finds what no hint announced."""

from collections.abc import Callable
from functools import cache, partial

from celery import current_app
from django.db import connection, transaction

ADVANCE = "workflow.advance"


def look_soon(task: str = ADVANCE) -> None:
    """Hint once this transaction has committed; at most one hint of a kind for each transaction."""
    send = _sender(task)
    if not any(callback is send for _, callback, _ in connection.run_on_commit):
        transaction.on_commit(send, robust=True)


@cache
def _sender(task: str) -> Callable[[], None]:
    return partial(hint, task)


def hint(task: str) -> None:
    """Hint now; for who is in no transaction."""
    current_app.send_task(task, expires=30, retry=False, ignore_result=True)
