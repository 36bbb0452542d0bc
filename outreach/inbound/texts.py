"""Taking in a text that is no mail: kept raw, its sender held while it is read, an opt-out obeyed, all at once.

The channel's door knows who writes: a chat has its visitor, a number its contact. So nobody is looked for here.
"""

from uuid import uuid4

from django.db import transaction

from crm.choices import Channel
from crm.merging.aliases import contact_of
from crm.models import Contact
from outreach.choices import MailKind
from outreach.inbound.people import Match
from outreach.inbound.reading import MailReading
from outreach.inbound.receive import ACTOR, LARGEST, READ, hold_while_reading, opt_out, wants_out
from outreach.models import Mailbox
from quotahit.audit.log import append
from quotahit.events.models import RawInbound
from quotahit.workflow.hints import look_soon

KIND = "text"


def receive_text(
    mailbox: Mailbox, contact: Contact, channel: Channel, sender: str, text: str, *, vendor_id: str = ""
) -> RawInbound | None:
    """Store one text of a contact; None when it was stored before. `sender` is their address on that channel.

    ValueError for a mailbox that does not carry this channel: the sandbox plays all, a widget's door carries chat.
    """
    if not mailbox.is_sandbox and str(channel) != mailbox.transport:
        raise ValueError(f"{mailbox} carries mail alone: no vendor of {channel.label} is connected.")
    with transaction.atomic():
        row, is_new = RawInbound.objects.get_or_create(
            organization=contact.organization,
            source=f"sandbox:{channel}" if mailbox.is_sandbox else f"{channel}:{mailbox.pk}",
            vendor_id=vendor_id or uuid4().hex,
            defaults={
                "body": text.encode(errors="replace"),
                "headers": {
                    "kind": KIND,
                    "mailbox_id": mailbox.pk,
                    "contact_id": contact.pk,
                    "channel": str(channel),
                    "sender": sender,
                },
            },
        )
        if not is_new:
            return None
        append(contact.organization, ACTOR, "text.received", row, why={"source": str(channel)})
        hold_while_reading(contact.organization, contact, row)
        if wants_out(interpret(row)):
            opt_out(contact.organization, contact, [sender], source=f"raw:{row.pk}", channel=channel)
        look_soon(READ)
    return row


def is_text(row: RawInbound) -> bool:
    """Whether this row is such a text, and no mail."""
    return row.headers.get("kind") == KIND


def interpret(row: RawInbound) -> MailReading:
    """The text as it was sent: all of it is the sender's own."""
    text = bytes(row.body)[:LARGEST].decode(errors="replace").replace("\0", "")
    return MailReading(
        kind=MailKind.HUMAN,
        layer="default",
        reason="text",
        channel=row.headers["channel"],
        sender=row.headers["sender"],
        date=row.received_at,
        text=text,
    )


def match(row: RawInbound) -> Match:
    """The contact whom the door named, or who has taken them in, and their newest conversation by that door."""
    contact = contact_of(row.organization_id, row.headers["contact_id"])
    if contact is None:
        return Match()
    threads = contact.threads.filter(mailbox=row.headers["mailbox_id"])
    return Match(contact, None, threads.order_by("-last_at").first())
