"""The chains of routing: offer a lead and wait for the rep, mail them, or send the payment link."""

from typing import Any

from agents.models import AgentDecision, Briefing, Offer
from agents.orchestrator.routing.briefing.brief import brief_about, refresh
from agents.orchestrator.routing.offering import TELL_CHAIN, offer_next
from agents.orchestrator.routing.question import ring
from agents.orchestrator.routing.route import OFFER_CHAIN, SELF_SERVICE_CHAIN
from agents.orchestrator.routing.self_service import send_payment_link
from agents.orchestrator.routing.telling import mail, may_be_mailed_at
from crm.merging.aliases import contact_of
from crm.models import Contact
from quotahit import clock
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.context import Context
from quotahit.workflow.results import Ask, Result, Sleep
from quotahit.workflow.runs import start
from quotahit.workflow.skills import skill

BRIEF_CHAIN = "orchestrator.brief_again"


@skill("orchestrator.brief", external=True)
def brief(context: Context) -> dict[str, Any]:
    """Write the briefing about the lead, or take the one that nothing has happened since."""
    contact = _contact(context)
    if contact is None:
        return {"briefing_id": None}
    briefing = brief_about(contact)
    return {"briefing_id": briefing.pk, "by": briefing.by, "call_id": briefing.call_id}


@skill("orchestrator.offer")
def offer(context: Context) -> Result:
    """Offer the lead to the best rep who has not had it, and wait for their answer or for the end of their time."""
    contact, routing = _contact(context), _routing(context)
    if contact is None or routing is None or context.event is None:
        return {"offer_id": None}
    offered = offer_next(
        contact,
        routing,
        cause=context.event.type,
        event_id=context.event.pk,
        run_id=context.run_id,
        briefing_id=_briefing_id(context),
    )
    if offered is None:
        return {"offer_id": None}
    if offered.approval is None or offered.approval.status != ApprovalStatus.WAITING:
        return {"offer_id": offered.pk, "state": offered.state}
    return Ask(offered.approval)


@skill("orchestrator.brief_again", external=True)
def brief_again(context: Context) -> dict[str, Any]:
    """Write the briefing of an open offer anew with what has been learned."""
    open_offers = Offer.objects.for_organization(context.organization_id).open()  # type: ignore[attr-defined]
    offered = open_offers.filter(contact=context.subject_id).select_related("contact__organization").first()
    return {"briefing_id": refresh(offered).pk if offered else None}


@listens_to("contact.facts_learned", "lead.qualified")
def hear_what_is_learned(events: list[Event]) -> None:
    """What is learned of a lead while a rep thinks about it belongs in the briefing."""
    asked = Offer.objects.open().filter(contact__in=[event.subject_id for event in events])
    leads = set(asked.values_list("contact_id", flat=True))
    if leads:
        start(BRIEF_CHAIN, [event for event in events if event.subject_id in leads])


@skill("orchestrator.ring_rep")
def ring_rep(context: Context) -> Result:
    """Put the offer into the rep's bell, and rest until their working day has begun."""
    offered = _offer(context)
    if offered is None or not offered.is_open:
        return {"rung": False}
    ring(offered)
    now = clock.now()
    begins = may_be_mailed_at(offered, now)
    return Sleep(begins) if begins > now else {"rung": True}


@skill("orchestrator.mail_rep", external=True)
def mail_rep(context: Context) -> dict[str, Any]:
    """Mail the briefing to the rep while the lead is theirs to take."""
    offered = _offer(context)
    return {"mailed": offered is not None and mail(offered)}


@skill("orchestrator.send_payment_link")
def payment_link(context: Context) -> dict[str, Any]:
    """Answer with the payment link; a lead that cannot be answered any more is offered to a rep."""
    contact, routing = _contact(context), _routing(context)
    if contact is None or routing is None or context.event is None:
        return {"delivery_id": None}
    delivery = send_payment_link(contact, routing)
    if delivery is None:
        start(OFFER_CHAIN, [context.event])
        return {"delivery_id": None, "why": "NOTHING_TO_ANSWER"}
    return {"delivery_id": delivery.pk}


def register() -> None:
    """Offer the chains that routing starts."""
    offering = (Step("brief", "orchestrator.brief", critical=False), Step("offer", "orchestrator.offer"))
    telling = (Step("ring", "orchestrator.ring_rep"), Step("mail", "orchestrator.mail_rep"))
    register_chain(Chain(OFFER_CHAIN, 1, steps=offering))
    register_chain(Chain(BRIEF_CHAIN, 1, steps=(Step("brief", "orchestrator.brief_again"),)))
    register_chain(Chain(TELL_CHAIN, 1, steps=telling))
    register_chain(Chain(SELF_SERVICE_CHAIN, 1, steps=(Step("send", "orchestrator.send_payment_link"),)))


def _contact(context: Context) -> Contact | None:
    return contact_of(context.organization_id, context.subject_id) if context.subject_id else None


def _routing(context: Context) -> AgentDecision | None:
    number = context.event.payload.get("routing_id") if context.event else None
    return AgentDecision.objects.for_organization(context.organization_id).filter(pk=number).first() if number else None


def _briefing_id(context: Context) -> int | None:
    number = context.values.get("brief", {}).get("briefing_id")
    mine = Briefing.objects.for_organization(context.organization_id)
    return number if number and mine.filter(pk=number).exists() else None


def _offer(context: Context) -> Offer | None:
    number = context.event.payload.get("offer_id") if context.event else None
    offers = Offer.objects.for_organization(context.organization_id)
    rows = offers.select_related("contact__company", "rep__user", "decision", "briefing", "organization")
    return rows.filter(pk=number).first() if number else None
