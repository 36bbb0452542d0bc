"""Routing a lead: the way is chosen, the decision written down, and what follows is started in the same transaction."""

from collections.abc import Mapping

from django.db import transaction

from agents.choices import Way
from agents.decisions import decide
from agents.models import AgentDecision, Offer
from agents.orchestrator.case import ACTOR
from agents.orchestrator.routing.leads import Lead, load_leads
from agents.orchestrator.routing.seller import seller_of
from agents.orchestrator.routing.unassigned import leave_to_people
from agents.orchestrator.routing.ways import choose_way
from crm.models import Contact, SellerProfile
from outreach.recipients import lock_contacts
from quotahit.audit.log import actor_name
from quotahit.events.record import record
from quotahit.workflow.runs import start

RULE = "routing"
OFFER_CHAIN, SELF_SERVICE_CHAIN = "orchestrator.offer", "orchestrator.self_serve"
# An agent that closes comes later: until then a person takes these leads too.
CHAINS: Mapping[Way, str] = {
    Way.AUTONOMOUS: OFFER_CHAIN,
    Way.REP: OFFER_CHAIN,
    Way.SELF_SERVICE: SELF_SERVICE_CHAIN,
}
NO_CLOSER = " There is no closing agent yet, so it is offered to a rep."


def route(
    contact: Contact, *, actor: object, key: str, cause: str, event_id: int | None = None, run_id: int | None = None
) -> AgentDecision:
    """Give the lead its way and begin on it; where it is before a rep already, that decision stands.

    `key` names the occasion: routing twice for one occasion is routing once. Records `lead.routed`.
    """
    with transaction.atomic():
        lock_contacts([contact.pk])
        waiting = Offer.objects.open().filter(contact=contact).select_related("routing").first()
        if waiting is not None:
            return waiting.routing
        seller = seller_of(contact)
        (lead,) = load_leads([contact], seller.currency)
        decision = _decide(lead, seller, cause=cause, key=key, event_id=event_id, run_id=run_id)
        _begin(decision, lead, actor)
    return decision


def _decide(
    lead: Lead, seller: SellerProfile, *, cause: str, key: str, event_id: int | None, run_id: int | None
) -> AgentDecision:
    choice = choose_way(lead.prospect, seller)
    return decide(
        lead.contact.organization_id,
        agent="orchestrator",
        kind="route",
        rule=RULE,
        reason=choice.reason + (NO_CLOSER if choice.way == Way.AUTONOMOUS else ""),
        key=f"route:{key}",
        contact_id=lead.contact.pk,
        deal_id=lead.deal.pk if lead.deal else None,
        before=cause,
        after=str(choice.way),
        event_id=event_id,
        run_id=run_id,
    )


def _begin(decision: AgentDecision, lead: Lead, actor: object) -> None:
    """Start what the way calls for, once: the event of a decision that was there before is not recorded again."""
    if decision.after == Way.NOBODY:
        leave_to_people(lead.contact, decision, decision.reason)
        return
    payload = {"routing_id": decision.pk, "way": decision.after, "by": actor_name(actor)}
    event = record(
        decision.organization_id,
        "lead.routed",
        subject=lead.contact,
        payload=payload,
        source=ACTOR,
        key=f"lead.routed:{decision.pk}",
    )
    if event is not None:
        start(CHAINS[Way(decision.after)], [event])
