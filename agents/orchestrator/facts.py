"""What a rule may ask about: the event's own payload, and what is so around the contact and the deal."""

from dataclasses import dataclass, field
from typing import Any

from crm.choices import Lifecycle
from crm.fit import band_of
from crm.holds import standing_holds
from crm.models import Contact, Deal, SellerProfile
from outreach.choices import EnrollmentStatus
from outreach.models import Enrollment

RUNNING = (EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED)
# Customers, the lost and the unreachable are not prospected, whatever list they come on.
PROSPECTED = (Lifecycle.LEAD, Lifecycle.ENGAGED, Lifecycle.QUALIFIED)
# What the score reads of a contact; other changes leave it as it is.
SCORED_FIELDS = frozenset(
    [
        "title",
        "seniority",
        "department",
        "company",
        "country",
        "state",
        "city",
        "custom",
        "industry",
        "employees",
        "annual_revenue",
        "funding",
        "technologies",
        "growth",
    ]
)


@dataclass(frozen=True)
class Situation:
    """The contact and deal that an event is about, and the facts that rules are matched against."""

    contact: Contact | None
    deal: Deal | None
    facts: dict[str, Any] = field(default_factory=dict)


def situation(organization_id: int, subject_type: str, subject_id: int | None, payload: dict[str, Any]) -> Situation:
    """Read what the rules ask about; a subject that is gone leaves its facts unknown."""
    deal = _deal(organization_id, subject_type, subject_id, payload)
    contact = _contact(organization_id, subject_type, subject_id, payload, deal)
    facts = {**payload, **_of_score(payload), **_of_change(payload)}
    if contact is not None:
        band = payload.get("band") or (None if contact.fit is None else str(band_of(contact.fit)))
        is_free, in_deal = _is_free(contact), _is_in_a_deal(contact)
        is_idle_now = is_free and not in_deal and contact.lifecycle in PROSPECTED
        facts |= {"idle": is_idle_now, "quiet_deal": is_free and in_deal, "band": band}
    if deal is not None:
        facts["high_value"] = is_high_value(deal)
    return Situation(contact, deal, facts)


def is_idle(contact: Contact) -> bool:
    """A prospect for whom nothing runs, whom nothing holds, and with whom no deal is open: that is a conversation."""
    return contact.lifecycle in PROSPECTED and _is_free(contact) and not _is_in_a_deal(contact)


def _is_in_a_deal(contact: Contact) -> bool:
    return contact.deals.filter(closed_at=None).exists()


def _is_free(contact: Contact) -> bool:
    if Enrollment.objects.filter(contact=contact, status__in=RUNNING).exists():
        return False
    return not standing_holds(contact.organization_id, [contact.pk])


def is_high_value(deal: Deal) -> bool:
    """At or above the seller's line, where amount and line are in one currency."""
    profile = SellerProfile.objects.filter(organization=deal.organization_id).first()
    if profile is None or deal.amount is None or deal.currency != profile.currency:
        return False
    return deal.amount >= profile.high_value_deal


def _of_score(payload: dict[str, Any]) -> dict[str, Any]:
    return {"band_changed": payload["band"] != payload.get("previous_band")} if "band" in payload else {}


def _of_change(payload: dict[str, Any]) -> dict[str, Any]:
    return {"touches_score": not SCORED_FIELDS.isdisjoint(payload["fields"])} if "fields" in payload else {}


def _deal(organization_id: int, subject_type: str, subject_id: int | None, payload: dict[str, Any]) -> Deal | None:
    deal_id = subject_id if subject_type == "crm.deal" else payload.get("deal_id")
    return Deal.objects.for_organization(organization_id).filter(pk=deal_id).first() if deal_id else None


def _contact(
    organization_id: int, subject_type: str, subject_id: int | None, payload: dict[str, Any], deal: Deal | None
) -> Contact | None:
    contact_id = subject_id if subject_type == "crm.contact" else payload.get("contact_id")
    if contact_id is None and deal is not None:
        contact_id = deal.contact_id
    contacts = Contact.objects.for_organization(organization_id).select_related("organization", "owner", "company")
    return contacts.filter(pk=contact_id).first() if contact_id else None
