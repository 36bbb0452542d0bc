"""The leads that routing weighs, as plain values, loaded for many contacts at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max

from agents.orchestrator.routing.intent import intent_of
from agents.orchestrator.routing.traits import LeadTraits
from agents.orchestrator.routing.ways import Prospect
from crm.choices import Direction
from crm.models import Contact, Deal, Interaction
from outreach.models import InboundMessage


@dataclass(frozen=True)
class Lead:
    """One contact with its open deal, as the choice of the way and of the rep sees it."""

    contact: Contact
    deal: Deal | None
    prospect: Prospect
    traits: LeadTraits


def load_leads(contacts: Sequence[Contact], currency: str) -> list[Lead]:
    """What routing asks about these contacts of one organization, in their order; in three statements."""
    ids = [contact.pk for contact in contacts]
    deals = _largest_deals(ids)
    replies = last_replies(ids)
    wrote = set(InboundMessage.objects.filter(contact__in=ids).values_list("contact_id", flat=True))
    return [
        Lead(
            contact,
            deals.get(contact.pk),
            _prospect(contact, deals.get(contact.pk), replies.get(contact.pk), contact.pk in wrote, currency),
            _traits(contact),
        )
        for contact in contacts
    ]


def _prospect(
    contact: Contact, deal: Deal | None, reply: Interaction | None, can_be_answered: bool, currency: str
) -> Prospect:
    intent = intent_of(reply.intent if reply else "", reply.body if reply else "", contact.engagement)
    value: Decimal | None = deal.amount if deal and deal.currency == currency else None
    return Prospect(intent, value, can_be_answered)


def _traits(contact: Contact) -> LeadTraits:
    company = contact.company
    has_place = bool(contact.country)
    return LeadTraits(
        contact.pk,
        country=contact.country or (company.country if company else ""),
        state=contact.state if has_place else (company.state if company else ""),
        industry=company.industry if company else "",
        language=contact.language,
        zone=contact.zone,
    )


def _largest_deals(contact_ids: Sequence[int]) -> dict[int, Deal]:
    """The open deal of each contact; of several the one that is worth most."""
    found: dict[int, Deal] = {}
    for deal in Deal.objects.open().filter(contact__in=contact_ids).order_by("pk"):
        known = found.get(deal.contact_id)  # type: ignore[arg-type]
        if known is None or (deal.amount or 0) > (known.amount or 0):
            found[deal.contact_id] = deal  # type: ignore[index]
    return found


def last_replies(contact_ids: Sequence[int]) -> dict[int, Interaction]:
    """The last thing that each contact said and that was understood as something."""
    said = Interaction.objects.filter(contact__in=contact_ids, direction=Direction.INBOUND).exclude(intent="")
    last = said.order_by().values("contact").annotate(last=Max("pk")).values("last")
    return {row.contact_id: row for row in Interaction.objects.filter(pk__in=last)}
