"""What a caller wants said to somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from crm.choices import Channel
from crm.models import Interaction
from outreach.choices import Purpose
from outreach.models import InboundMessage, Mailbox, Template

LONGEST_SUBJECT = 500


class Earlier(NamedTuple):
    """The message of a conversation that the next one answers or follows."""

    thread_id: int | None
    subject: str
    message_id: str
    references: str


@dataclass(frozen=True)
class OutgoingMessage:
    """A message to one contact. `key` names the act: planned twice with one key it is one delivery.

    The text is a template, or `subject` and `body` as they stand; with `follows` the subject is that of the thread.
    """

    contact_id: int
    mailbox: Mailbox
    key: str
    template: Template | None = None
    subject: str = ""
    body: str = ""
    purpose: Purpose = Purpose.MARKETING
    channel: Channel = Channel.EMAIL
    address: str = ""  # else the contact's primary one
    not_before: datetime | None = None
    follows: Earlier | None = None
    enrollment_id: int | None = None
    step_id: int | None = None
    must_ask: bool = False  # a person releases it, however free the agents are
    why_ask: str = ""  # what that person should look at


def answer_to(inbound: InboundMessage) -> Earlier:
    """What a reply to this message has to follow."""
    references = f"{inbound.references} {inbound.message_id}".strip()
    return Earlier(inbound.thread_id, inbound.subject, inbound.message_id, references)


def channel_of(inbound: InboundMessage) -> Channel:
    """Where this message came in, and where its answer goes out."""
    line = Interaction.objects.filter(pk=inbound.interaction_id).values_list("channel", flat=True).first()
    return Channel(line) if line else Channel.EMAIL


def reply_subject(subject: str) -> str:
    return (subject if subject.lower().startswith("re:") else f"Re: {subject}")[:LONGEST_SUBJECT]
