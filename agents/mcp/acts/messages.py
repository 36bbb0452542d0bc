"""What reaches a prospect: sequences and mail."""

from typing import Annotated, Any

from django.utils.crypto import get_random_string
from pydantic import Field

from agents.mcp.acts.words import ContactId, one_named
from agents.mcp.callers import SEND, WRITE, Caller
from agents.mcp.errors import Misasked
from agents.mcp.presenting import shown
from agents.mcp.tools import tool
from crm.models import Contact
from outreach.channels.dispatching import send
from outreach.channels.messages import OutgoingMessage
from outreach.enrollments import enroll
from outreach.models import Mailbox, Sequence
from outreach.reasons import explain


@tool(WRITE, prospect_visible=True)
def start_sequence(
    caller: Caller,
    contact_id: ContactId,
    sequence: Annotated[str, Field(description="Name or id of the sequence.")],
    replace: Annotated[bool, Field(description="Leave the sequence that they are in.")] = False,
) -> dict[str, Any]:
    """Put a contact into a sequence. Each message is written in its turn, and passes the compliance gate or waits for a
    person, as the organization has chosen; who is not enrolled and why is said."""
    contact = caller.one(Contact, contact_id)
    chosen: Sequence = one_named(caller.rows(Sequence).filter(is_active=True), sequence, "sequence")
    result = enroll(caller.organization, [contact.pk], chosen, actor=caller.actor, replace=replace)
    why = result.skipped.get(contact.pk, "")
    said = shown(reason=why, why=explain(why)) if why else {}
    return {"contact_id": contact.pk, "sequence": chosen.name, "enrolled": bool(result.enrolled), **said}


@tool(SEND, prospect_visible=True)
def send_email(
    caller: Caller,
    contact_id: ContactId,
    subject: Annotated[str, Field(min_length=1, max_length=300)],
    body: Annotated[str, Field(min_length=1)],
) -> dict[str, Any]:
    """Write a mail to a contact, at their own address, from the organization's mailbox. It passes the compliance gate,
    and waits for a person where the organization has chosen so; what became of it is said."""
    contact = caller.one(Contact, contact_id)
    mailbox = caller.rows(Mailbox).filter(is_active=True).order_by("pk").first()
    if mailbox is None:
        raise Misasked("There is no active mailbox to write from: connect one on the set-up page.")
    key = f"mcp:{contact.pk}:{get_random_string(12)}"
    message = OutgoingMessage(contact_id=contact.pk, mailbox=mailbox, key=key, subject=subject, body=body)
    delivery = send(message, actor=caller.actor)
    return shown(
        delivery_id=delivery.pk, status=delivery.status, reason=delivery.reason, why=delivery.explanation or None
    )
