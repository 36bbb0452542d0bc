"""What the worker runs: hints to go and look, each a call of a verb."""

from celery import shared_task

from outreach import notices, segment_enrollments
from outreach import tick as ticking
from outreach.channels import dispatch as dispatch_due
from outreach.inbound import poll, process


@shared_task(name="outreach.tick")
def tick() -> None:
    while ticking.tick():
        pass


@shared_task(name="outreach.enroll_segments")
def enroll_segments() -> None:
    while segment_enrollments.enroll_waiting():
        pass


@shared_task(name="outreach.dispatch")
def dispatch() -> None:
    while dispatch_due().looked_at:
        pass


@shared_task(name="outreach.read_inbound")
def read_inbound() -> None:
    while process.process_waiting():
        pass


@shared_task(name="outreach.poll_mailboxes")
def poll_mailboxes() -> None:
    poll.poll_mailboxes()


@shared_task(name="outreach.tell_completed")
def tell_completed() -> None:
    notices.tell_completed()
