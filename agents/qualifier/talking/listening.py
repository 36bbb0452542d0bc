"""What a conversation minds of what happens elsewhere. Listeners write rows only."""

from collections.abc import Iterable

from agents.choices import TalkState
from agents.qualifier.talking.talks import ACTOR, RESTED, close_talks
from crm.choices import PROSPECTED, Lifecycle
from crm.models import Contact
from outreach.deliveries import cancel
from outreach.models import Delivery
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.runs import start

TAKEN_OVER = "TALK_TAKEN_OVER"
RETURN_CHAIN = "qualifier.return"


@listens_to("contact.taken_over")
def fall_silent(events: list[Event]) -> None:
    """What the qualifier was about to send is not sent: the person says it. A draft that waits for a person stays."""
    ours = Delivery.objects.filter(contact__in=_contacts(events), planned_by=ACTOR, status=Fate.PLANNED)
    for delivery in ours.order_by("pk"):
        cancel(delivery, actor=ACTOR, reason=TAKEN_OVER)


@listens_to("lead.routed")
def leave_to_the_rep(events: list[Event]) -> None:
    """A lead that was given its way is talked with by whoever has it."""
    close_talks(_contacts(events), TalkState.QUALIFIED, "routed")


@listens_to("contact.updated")
def end_with_the_outreach(events: list[Event]) -> None:
    """Nobody is qualified who has bought, or whom nobody writes to any more."""
    moved = _contacts(event for event in events if "lifecycle" in event.payload.get("fields", ()))
    gone = Contact.objects.filter(pk__in=moved).exclude(lifecycle__in=PROSPECTED).values_list("pk", "lifecycle")
    bought = {pk for pk, lifecycle in gone if lifecycle == Lifecycle.CUSTOMER}
    close_talks(bought, TalkState.QUALIFIED, "customer")
    close_talks({pk for pk, _ in gone} - bought, TalkState.DISQUALIFIED, "closed")


@listens_to(RESTED)
def come_back_later(events: list[Event]) -> None:
    """Each rest starts a run that sleeps until it is time to come back: a row, which outlives any restart."""
    start(RETURN_CHAIN, events)


def _contacts(events: Iterable[Event]) -> set[int]:
    return {event.subject_id for event in events if event.subject_id}
