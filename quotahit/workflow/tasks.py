"""What Celery calls: go and look."""

from threading import BoundedSemaphore

from celery import shared_task

from quotahit.workflow import approvals, hints
from quotahit.workflow.advance import advance
from quotahit.workflow.webhooks.sending import send_due

# Of a process's threads no more than two wait for models, so that mail goes out meanwhile.
_SEATS = BoundedSemaphore(2)
_MESSENGER = BoundedSemaphore(1)  # endpoints that answer slowly keep one of them


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


@shared_task(name="workflow.send_webhooks")
def send_webhooks() -> None:
    """Tell endpoints what is due."""
    if _MESSENGER.acquire(blocking=False):
        try:
            while send_due():
                pass
        finally:
            _MESSENGER.release()
