"""A hint to the workers that something is due. Nothing depends on it: a sweep finds what no hint announced."""

from celery import current_app
from django.db import connection, transaction


def look_soon() -> None:
    """Hint once this transaction has committed; at most one hint for each transaction."""
    if not any(callback is _send for _, callback, _ in connection.run_on_commit):
        transaction.on_commit(_send, robust=True)


def _send() -> None:
    current_app.send_task("workflow.advance", expires=30, retry=False, ignore_result=True)
