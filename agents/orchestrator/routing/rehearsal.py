"""What routing would have done with past leads: nothing is written and nobody is told.

Leads come in the order in which they answered, and turns are taken as they would have been. Reps, their hours, absences
and weights are those of today, and so is what they have to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max

from agents.choices import Way
from agents.orchestrator.routing.candidates import load_closed_deals, load_reps
from agents.orchestrator.routing.fit import Standing, rank
from agents.orchestrator.routing.leads import load_leads
from agents.orchestrator.routing.route import CHAINS, OFFER_CHAIN
from agents.orchestrator.routing.ways import Choice, choose_way
from crm.choices import Direction
from crm.models import Contact, Interaction, SellerProfile
from crm.profiles import ensure_profile
from quotahit import clock
from quotahit.accounts.models import Organization


@dataclass(frozen=True)
class Rehearsed:
    """One past lead: when it last answered, the way it would have taken, and how all reps stood."""

    contact: Contact
    at: datetime
    choice: Choice
    standings: Sequence[Standing] = ()

    @property
    def best(self) -> Standing | None:
        """Who would have been asked first."""
        return next((each for each in self.standings if not each.barred), None)


def rehearse(organization: Organization, past: int) -> list[Rehearsed]:
    """The last `past` leads that answered anything, the oldest first; in a few statements for all of them."""
    ensure_profile(organization)
    seller = SellerProfile.objects.get(organization=organization)
    answered = _answered(organization, past)
    contacts = Contact.objects.select_related("company", "organization").in_bulk(answered)
    leads = load_leads([contacts[pk] for pk in answered if pk in contacts], seller.currency)
    closed = load_closed_deals(organization, clock.now())
    reps = {rep.rep_id: replace(rep, last_given=None) for rep in load_reps(organization)}
    found = []
    for lead in leads:
        at, choice = answered[lead.contact.pk], choose_way(lead.prospect, seller)
        is_offered = CHAINS.get(choice.way) == OFFER_CHAIN
        weights = seller.routing_rules.weights
        standings = rank(lead.traits, reps.values(), closed, weights, at) if is_offered else []
        found.append(Rehearsed(lead.contact, at, choice, standings))
        if best := found[-1].best:
            reps[best.rep.rep_id] = replace(best.rep, last_given=at)
    return found


def ways_of(rehearsed: Sequence[Rehearsed]) -> dict[str, int]:
    """How many took each way."""
    ways = [each.choice.way for each in rehearsed]
    return {way.value: ways.count(way) for way in Way}


def _answered(organization: Organization, past: int) -> dict[int, datetime]:
    """When each of the last leads that said something last did, the oldest first."""
    said = Interaction.objects.for_organization(organization).filter(direction=Direction.INBOUND).exclude(intent="")  # type: ignore[attr-defined]
    last = said.order_by().values("contact").annotate(last=Max("at")).order_by("-last", "-contact")[:past]
    return {row["contact"]: row["last"] for row in reversed(list(last))}
