"""Offering a lead to the rep who fits it best, and to the next one until somebody takes it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from agents.decisions import decide
from agents.models import AgentDecision, Offer
from agents.orchestrator.case import ACTOR
from agents.orchestrator.routing.candidates import load_closed_deals, load_reps
from agents.orchestrator.routing.fit import Standing, rank
from agents.orchestrator.routing.leads import Lead, load_leads
from agents.orchestrator.routing.question import ask_rep
from agents.orchestrator.routing.record import Weighed
from agents.orchestrator.routing.seller import seller_of
from agents.orchestrator.routing.unassigned import leave_to_people
from crm.contacts import update_contact
from crm.models import Contact, Rep, SellerProfile
from outreach.recipients import lock_contacts
from quotahit import clock
from quotahit.events.record import record
from quotahit.workflow.runs import start

TELL_CHAIN = "orchestrator.tell_rep"


def offer_next(
    contact: Contact,
    routing: AgentDecision,
    *,
    cause: str,
    event_id: int,
    run_id: int | None = None,
    briefing_id: int | None = None,
) -> Offer | None:
    """Offer the lead to the best rep who has not had it in this routing; None when it is before somebody already, or
    nobody is left. One event offers once. Records `lead.offered`, or `lead.unassigned`."""
    with transaction.atomic():
        lock_contacts([contact.pk])
        if known := Offer.objects.filter(decision__key=_key(event_id), contact=contact).first():
            return known
        if Offer.objects.open().filter(contact=contact).exists():
            return None
        now, seller = clock.now(), seller_of(contact)
        (lead,) = load_leads([contact], seller.currency)
        standings = _standings(lead, seller, now)
        asked = frozenset(Offer.objects.filter(routing=routing).values_list("rep_id", flat=True))
        best = next((each for each in standings if not each.barred and each.rep.rep_id not in asked), None)
        thinking = timedelta(minutes=seller.routing_rules.answer_minutes)
        due_at = best.rep.hours.after(now, thinking) if best else None
        if best is None or due_at is None:
            leave_to_people(contact, routing, why_nobody(standings, asked))
            return None
        decision = _decide(lead, best, Weighed.of(standings, asked), cause, event_id, run_id)
        return _offer(lead, best, routing, decision, due_at, briefing_id)


def why_nobody(standings: Sequence[Standing], asked: frozenset[int]) -> str:
    """One sentence for each rep about why the lead is not theirs."""
    if not standings:
        return "There are no reps to offer it to."
    parts = [
        f"{each.rep.name}: {'did not take it.' if each.rep.rep_id in asked else each.barred or 'has no time.'}"
        for each in standings
    ]
    return " ".join(parts)


def _standings(lead: Lead, seller: SellerProfile, now: datetime) -> list[Standing]:
    organization = lead.contact.organization
    closed = load_closed_deals(organization, now)
    return rank(lead.traits, load_reps(organization), closed, seller.routing_rules.weights, now)


def _decide(
    lead: Lead, best: Standing, weighed: Weighed, cause: str, event_id: int, run_id: int | None
) -> AgentDecision:
    telling = sorted(best.parts, key=lambda part: -part.points)[:3]
    return decide(
        lead.contact.organization_id,
        agent="orchestrator",
        kind="offer",
        rule="best-fit",
        reason=f"{best.rep.name} fits with {best.total} of 100. {' '.join(part.reason for part in telling)}",
        detail=weighed.dump(),
        key=_key(event_id),
        contact_id=lead.contact.pk,
        deal_id=lead.deal.pk if lead.deal else None,
        before=cause,
        after=best.rep.name[:80],
        event_id=event_id,
        run_id=run_id,
    )


def _offer(
    lead: Lead,
    best: Standing,
    routing: AgentDecision,
    decision: AgentDecision,
    due_at: datetime,
    briefing_id: int | None,
) -> Offer:
    contact = lead.contact
    offer = Offer(
        organization=contact.organization,
        contact=contact,
        deal=lead.deal,
        rep=Rep.objects.select_related("user").get(pk=best.rep.rep_id),
        routing=routing,
        decision=decision,
        briefing_id=briefing_id,
        fit=best.total,
        owner_before=contact.owner,
        due_at=due_at,
    )
    offer.approval = ask_rep(offer)
    offer.save()
    update_contact(contact, actor=ACTOR, owner=offer.rep.user)
    event = record(
        contact.organization,
        "lead.offered",
        subject=contact,
        payload={"offer_id": offer.pk, "rep_id": offer.rep_id, "routing_id": routing.pk, "due_at": due_at.isoformat()},
        source=ACTOR,
    )
    if event is not None:
        start(TELL_CHAIN, [event])
    return offer


def _key(event_id: int) -> str:
    return f"offer:{event_id}"
