"""Self-service: who asks to buy is answered with the payment link, in the conversation in which they asked."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agents.models import AgentDecision
from agents.orchestrator.case import ACTOR
from agents.orchestrator.people import owners_of
from agents.orchestrator.routing.seller import seller_of
from crm.models import Contact
from crm.notify import notify
from outreach.channels import OutgoingMessage, answer_to, channel_of, plan
from outreach.choices import Purpose
from outreach.mailboxes import Chooser
from outreach.models import Delivery, InboundMessage

TEXT = """{greeting}

Thank you, that is good to hear. You can start here whenever it suits you: {link}

If you would rather talk to one of us first, just answer this mail.

Best regards
{sender}"""


def send_payment_link(contact: Contact, routing: AgentDecision) -> Delivery | None:
    """Answer the last mail of the lead with the payment link, as far as autonomy lets agents write; None where there is
    no mail to answer, nobody to write from, or no link any more."""
    link, message = seller_of(contact).payment_link, _last_mail(contact)
    if not link or message is None:
        return None
    mailbox = message.mailbox or Chooser(contact.organization).choose(contact.owner_id)
    if mailbox is None:
        return None
    (delivery,) = plan(
        [
            OutgoingMessage(
                contact_id=contact.pk,
                mailbox=mailbox,
                key=f"payment-link:{routing.pk}",
                body=_body(contact, mailbox.name, link),
                purpose=Purpose.REPLY,
                channel=channel_of(message),
                address=message.sender,
                follows=answer_to(message),
            )
        ],
        actor=ACTOR,
    )
    _tell(contact, routing)
    return delivery


def was_self_served(contact: Contact, event_id: int | None) -> bool:
    """Whether what happened was answered with the payment link."""
    routed = AgentDecision.objects.filter(contact=contact, kind="route", event_id=event_id)
    return routed.filter(after="self_service").exists()


def _last_mail(contact: Contact) -> InboundMessage | None:
    mails = InboundMessage.objects.for_organization(contact.organization_id).filter(contact=contact)
    return mails.select_related("mailbox").order_by("-received_at", "-pk").first()


def _body(contact: Contact, sender: str, link: str) -> str:
    greeting = f"Hello {contact.first_name}," if contact.first_name else "Hello,"
    return TEXT.format(greeting=greeting, link=link, sender=sender or contact.organization.name)


def _tell(contact: Contact, routing: AgentDecision) -> None:
    notify(
        contact.organization,
        owners_of(contact),
        kind="lead.self_service",
        title=format_lazy(_("{contact} asks to buy and gets the payment link"), contact=str(contact)),  # type: ignore[arg-type]  # told to each in their language
        body=routing.reason,
        link=f"/contacts/{contact.pk}/",
        urgency="high",
        key=f"payment-link:{routing.pk}",
    )
