"""What Celery calls: go and look."""

from threading import BoundedSemaphore

from celery import shared_task

from quotahit.workflow import approvals, hints
from quotahit.workflow.advance import advance

# Of a process's threads no more than two wait for models, so that mail goes out meanwhile.
_SEATS = BoundedSemaphore(2)


@shared_task(name="workflow.advance")
def advance_runs() -> None:
    """Advance what is due; while there was something, look again."""
    if _SEATS.acquire(blocking=False):
        try:
            if advance():
                hints.look_soon()
        finally:
            _SEATS.release()


@shared_task(name="workflow.expire")
def expire_approvals() -> None:
    """Close the questions whose time is over."""
    approvals.expire()
