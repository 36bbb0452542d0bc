"""How a text arrives at a seller, and what the product then does until nothing is left to do."""

from celery import current_app

from crm.choices import Channel
from outreach import sandbox
from outreach.channels import OutgoingMessage, dispatch, send
from outreach.choices import Purpose
from outreach.inbound.process import process_waiting
from outreach.inbound.texts import receive_text
from outreach.models import Delivery
from outreach.tick import tick
from quotahit.console.drills.attacks.file import Message
from quotahit.console.drills.attacks.seller import ACTOR, Seller, profile_of
from quotahit.events.models import RawInbound
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.runs import advance

SUBJECT, FIRST = "A short question", "Hello,\n\nthank you for talking with us. What would you like to know?"
PLENTY = 100_000


def arrive(seller: Seller, message: Message, first: Delivery | None) -> RawInbound:
    """Let the text come in: as an answer to our first mail, or by the door of its channel."""
    channel = Channel(message.channel)
    if first is not None:
        row = sandbox.answer_as_prospect(first, message.text)
    else:
        sender = profile_of(message.contact) if channel is Channel.LINKEDIN else message.address
        row = receive_text(seller.mailbox, seller.contact, channel, sender, message.text)
    if row is None:
        raise RuntimeError(f"Message {message.id} was taken for one that came before.")
    return row


def write_first(seller: Seller, message: Message) -> Delivery | None:
    """The mail that theirs answers; None on the other channels."""
    if message.channel != Channel.EMAIL:
        return None
    first = OutgoingMessage(
        seller.contact.pk, seller.mailbox, key="first", subject=SUBJECT, body=FIRST, purpose=Purpose.TRANSACTIONAL
    )
    delivery = send(first, actor=ACTOR)
    if delivery.status != Fate.SENT:
        raise RuntimeError(f"Our own first mail did not leave: {delivery.explanation}")
    return delivery


def come_to_rest() -> None:
    """What workers and the scheduler do, until nothing moves."""
    moved = 1
    while moved:
        moved = sum((advance(PLENTY), tick(), dispatch().looked_at, process_waiting()))
    current_app.control.purge()  # hints, to which nobody listens here
