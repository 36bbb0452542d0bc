"""What the worker runs: hints to go and look, each a call of a verb."""

from celery import shared_task

from outreach import tick as ticking
from outreach.channels import dispatch as dispatch_due


@shared_task(name="outreach.tick")
def tick() -> None:
    while ticking.tick():
        pass


@shared_task(name="outreach.dispatch")
def dispatch() -> None:
    while dispatch_due().looked_at:
        pass
