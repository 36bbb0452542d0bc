"""What the outreach agent does: starts sequences, drafts answers, and asks before any of them leaves."""

from typing import Any

from agents.messages import message_of
from agents.outreach.answers import draft
from agents.outreach.claims import doubts
from agents.outreach.doubts import explained
from agents.outreach.sequences import ACTOR, start_sequence
from crm.models import Contact, SellerProfile
from outreach.channels import OutgoingMessage, answer_to, channel_of, plan
from outreach.choices import Purpose
from outreach.mailboxes import Chooser
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.skills import skill


@skill("outreach_agent.start_sequence")
def start(context: Context, code: str) -> dict[str, Any]:
    """Start the sequence of this code for the run's contact."""
    contacts = Contact.objects.for_organization(context.organization_id).select_related("organization")
    contact = contacts.filter(pk=context.subject_id).first()
    return start_sequence(contact, code) if contact else {"skipped": "gone"}


@skill("outreach_agent.draft_answer", external=True)
def draft_answer(context: Context) -> dict[str, Any]:
    """Draft an answer to the reply that started the run. The text is on a delivery, never in the run's record.

    It leaves by itself only where the organization lets agents close alone and approved knowledge covers every claim;
    else it waits for a person, who is told what to look at.
    """
    message = message_of(context)
    if message is None or message.contact is None:
        return {"delivery_id": None, "why": "no_message"}
    mailbox = message.mailbox or Chooser(context.organization).choose(message.contact.owner_id)
    if mailbox is None:
        return {"delivery_id": None, "why": "no_mailbox"}
    answer = draft(context.organization, message)
    found = doubts(answer.body, answer.knowledge)
    is_free = SellerProfile.objects.filter(organization=context.organization, may_close_alone=True).exists()
    planned = plan(
        [
            OutgoingMessage(
                contact_id=message.contact.pk,
                mailbox=mailbox,
                key=f"answer:{message.pk}",
                body=answer.body,
                purpose=Purpose.REPLY,
                channel=channel_of(message),
                address=message.sender,
                follows=answer_to(message),
                must_ask=bool(found) or not is_free,
                why_ask=explained(found) if is_free else "",
            )
        ],
        actor=ACTOR,
    )
    return {
        "delivery_id": planned[0].pk,
        "by": answer.by,
        "why": answer.why,
        "call_id": answer.call_id,
        "doubts": [str(doubt) for doubt in found],
    }


def register() -> None:
    """Offer the chain that drafts an answer to a reply."""
    register_chain(Chain("outreach.answer", 1, steps=(Step("draft", "outreach_agent.draft_answer"),)))
