"""What outreach does by itself when something happens. Listeners write rows only, set-based."""

from outreach.choices import StopReason
from outreach.enrollments import stop_enrollments
from outreach.starter import set_up_outreach
from quotahit.events.models import Event
from quotahit.events.record import listens_to


@listens_to("organization.created")
def furnish(events: list[Event]) -> None:
    """A new organization gets its sequences and a sandbox mailbox."""
    for event in events:
        set_up_outreach(event.organization, actor="system:set_up")


@listens_to("email.failed")
def end_refused(events: list[Event]) -> None:
    """Where the recipient's server wants no mail for an address, what follows would fare no better."""
    refused = [event.subject_id for event in events if event.payload.get("reason") == "RECIPIENT_REFUSED"]
    stop_enrollments([pk for pk in refused if pk is not None], StopReason.BOUNCED, actor="system:dispatch")
