"""What becomes of a chat when a person takes it over or hands it back."""

from crm.choices import Channel
from outreach.chat.line import tell_visitors
from outreach.deliveries import cancel
from outreach.models import Delivery
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.outgoing import Fate

ACTOR = "system:chat"


@listens_to("contact.taken_over")
def fall_silent(events: list[Event]) -> None:
    """What an agent was about to say is dropped, so that it does not come when the person has left; the visitor sees
    who is there now. What waits for a person's word is theirs to send or not."""
    contacts = {event.subject_id for event in events}
    planned = Delivery.objects.filter(contact__in=contacts, channel=Channel.CHAT, status=Fate.PLANNED, released_by="")
    for delivery in planned.order_by("pk"):
        cancel(delivery, actor=ACTOR, reason="PERSON_WRITES")
    tell_visitors(contacts)


@listens_to("contact.handed_back", "task.done")
def look_again(events: list[Event]) -> None:
    """The visitor sees that the person has gone."""
    tell_visitors({event.subject_id for event in events if event.subject_type == "crm.contact"})
