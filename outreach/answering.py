"""A person's answer to what somebody wrote, in the same thread and from the same mailbox."""

from django.db.models import QuerySet
from django.utils.crypto import get_random_string
from django.utils.translation import gettext

from crm.models import Contact
from outreach.channels.dispatching import send
from outreach.channels.messages import OutgoingMessage, answer_to, channel_of
from outreach.choices import MailKind, Purpose
from outreach.errors import NotSendable
from outreach.inbound.alarms import seen_to
from outreach.mailboxes import Chooser
from outreach.models import Delivery, InboundMessage


def last_mail_of(contact: Contact) -> QuerySet[InboundMessage]:
    """The last mail that the contact wrote, as rows: one or none."""
    mails = InboundMessage.objects.filter(contact=contact, kind=MailKind.HUMAN)
    return mails.order_by("-received_at", "-pk")[:1]


def answer(contact: Contact, body: str, *, actor: object) -> Delivery:
    """Answer the last mail that came from the contact, now; the gate is asked as always. Raises as `answer_message`."""
    message = answer_message(contact, body)
    seen_to(contact, actor=actor)
    return send(message, actor=actor)


def answer_message(contact: Contact, body: str, *, key: str = "") -> OutgoingMessage:
    """The message that answers the last mail of the contact; whoever sends one of the same key again sends nothing.

    NotSendable where there is no text, nothing to answer, or no mailbox to write from.
    """
    if not body.strip():
        raise NotSendable(gettext("There is nothing to send: write a text first."))
    message = next(iter(last_mail_of(contact)), None)
    if message is None:
        raise NotSendable(gettext("There is no mail of theirs to answer: write one on the contact's page."))
    mailbox = message.mailbox or Chooser(contact.organization).choose(contact.owner_id)
    if mailbox is None:
        raise NotSendable(gettext("There is no mailbox to write from: connect one on the set-up page."))
    return OutgoingMessage(
        contact_id=contact.pk,
        mailbox=mailbox,
        key=key or f"inbox:{message.pk}:{get_random_string(12)}",
        body=body.strip(),
        purpose=Purpose.REPLY,
        channel=channel_of(message),
        address=message.sender,
        follows=answer_to(message),
    )
