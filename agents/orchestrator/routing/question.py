"""The question to a rep: do you take this lead? Asked as an approval, so that it can be answered wherever those can."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agents.models import Offer
from agents.orchestrator.case import ACTOR
from crm.notify import notify
from quotahit.workflow.approvals import register_content, request
from quotahit.workflow.contents import Content
from quotahit.workflow.models import Approval

KIND = "lead.offer"
ACCEPT, PASS = "accept", "pass"
LIST = "/offers/"
CHOICES = ((ACCEPT, "Accept"), (PASS, "Pass on"))


class LeadOffer(Content):
    """What a rep is asked about; the briefing stands on the offer's page."""

    contact_id: int
    fit: int
    why: str
    company: str = ""


def ask_rep(offer: Offer) -> Approval:
    """Put the question to the rep until the offer is due."""
    contact = offer.contact
    return request(
        offer.organization,
        kind=KIND,
        title=format_lazy(_("Take {contact}?"), contact=str(contact)),
        content=LeadOffer(
            contact_id=contact.pk,
            fit=offer.fit,
            why=offer.decision.reason,
            company=contact.company.name if contact.company else "",
        ),
        choices=CHOICES,
        subject=contact,
        assignee=offer.rep.user,
        expires_at=offer.due_at,
        key=f"lead.offer:{offer.decision_id}",
        actor=ACTOR,
    )


def link_of(offer: Offer) -> str:
    """The page with briefing, parts and answer."""
    return f"{LIST}{offer.pk}/"


def ring(offer: Offer) -> None:
    """Put the offer into the rep's bell."""
    contact = offer.contact
    whom = f"{contact}, {contact.company}" if contact.company else str(contact)
    notify(
        offer.organization,
        [offer.rep.user],
        kind=KIND,
        title=format_lazy(_("A lead for you: {contact}"), contact=whom),  # type: ignore[arg-type]  # told to each in their language
        body=offer.decision.reason,
        link=link_of(offer),
        urgency="high",
        key=f"lead.offer:{offer.pk}",
    )


register_content(KIND, LeadOffer)
