"""What a rule may ask about: the event's own payload, and what is so around the contact and the deal."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q

from agents.models import QualifierTalk
from agents.orchestrator.chains.running import in_chains
from agents.qualifier.talking.who import asked_last, talked_with
from crm.choices import PROSPECTED, AdvisedAct, Intent
from crm.fit import band_of
from crm.holds import standing_holds
from crm.merging.aliases import contacts_by_id
from crm.models import Analysis, Contact, Deal, SellerProfile, Task
from outreach.choices import EnrollmentStatus
from outreach.models import Enrollment
from quotahit.events.models import Event

RUNNING = (EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED)
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


@dataclass(frozen=True)
class _Around:
    """Of the contacts in question: those for whom nothing runs or is planned and whom nothing holds, and those with an
    open deal."""

    free: set[int]
    in_a_deal: set[int]
    talked_with: set[int] = field(default_factory=set)  # by the qualifier; asked for of replies alone, as is the slot
    asked: dict[int, str] = field(default_factory=dict)  # that the qualifier asked them about last


def situations(events: Sequence[Event]) -> list[Situation]:
    """What the rules ask about each event, in a few statements for all; a subject that is gone leaves facts unknown."""
    deals = _deals(events)
    contacts = _contacts(events, deals)
    around = _around(contacts.values())
    replies = [event for event in events if event.type == "reply.received"]
    if replies:
        around = replace(around, talked_with=talked_with(contacts), asked=asked_last(contacts))
    keen = _keen({event.payload.get("interaction_id") for event in replies})
    rows = [(deals.get(_deal_id(event)), contacts.get(_contact_id(event, deals))) for event in events]
    return [
        _situation(event, deal, contact, around, wants_to_buy=event.payload.get("interaction_id") in keen)
        for event, (deal, contact) in zip(events, rows, strict=True)
    ]


def _situation(
    event: Event, deal: Deal | None, contact: Contact | None, around: _Around, *, wants_to_buy: bool
) -> Situation:
    deal, contact = (row if row and row.organization_id == event.organization_id else None for row in (deal, contact))
    payload = event.payload
    facts = {**payload, **_of_score(payload), **_of_change(payload)}
    if contact is not None:
        band = payload.get("band") or (None if contact.fit is None else str(band_of(contact.fit)))
        is_free, in_deal = contact.pk in around.free, contact.pk in around.in_a_deal
        # An open deal is a conversation, which no sequence interrupts.
        is_idle = is_free and not in_deal and contact.lifecycle in PROSPECTED
        facts |= {"idle": is_idle, "quiet_deal": is_free and in_deal, "in_deal": in_deal, "band": band}
        facts |= {"talked_with": contact.pk in around.talked_with, "wants_to_buy": wants_to_buy}
        facts["asked"] = around.asked.get(contact.pk)
        facts |= {"scored": contact.fit is not None, "lifecycle": str(contact.lifecycle)}
    if deal is not None:
        facts["high_value"] = is_high_value(deal)
    return Situation(contact, deal, facts)


def _around(contacts: Iterable[Contact]) -> _Around:
    by_organization: dict[int, set[int]] = defaultdict(set)
    for contact in contacts:
        by_organization[contact.organization_id].add(contact.pk)
    everybody = set().union(*by_organization.values())
    if not everybody:
        return _Around(set(), set())
    running = Enrollment.objects.filter(contact__in=everybody, status__in=RUNNING).values_list("contact_id", flat=True)
    held = (pk for organization, ids in by_organization.items() for pk in standing_holds(organization, ids))
    dealing = Deal.objects.filter(contact__in=everybody, closed_at=None).values_list("contact_id", flat=True)
    awaited = Task.objects.filter(contact__in=everybody).ahead().values_list("contact_id", flat=True)
    resting = QualifierTalk.objects.resting().filter(contact__in=everybody).values_list("contact_id", flat=True)
    busy = set(running) | set(held) | set(awaited) | set(resting) | in_chains(everybody)
    return _Around(everybody - busy, set(dealing))


def _keen(interaction_ids: Iterable[int | None]) -> set[int | None]:
    """Of these messages those whose sender is about to buy: nobody asks them questions first."""
    read = Analysis.objects.filter(interaction__in={pk for pk in interaction_ids if pk})
    buying = Q(hot=True) | Q(intent=Intent.READY_TO_BUY) | Q(act=AdvisedAct.FAST_TRACK)
    return set(read.filter(buying).values_list("interaction_id", flat=True))


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


def _deal_id(event: Event) -> int:
    return (event.subject_id if event.subject_type == "crm.deal" else event.payload.get("deal_id")) or 0


def _contact_id(event: Event, deals: dict[int, Deal]) -> int:
    given = event.subject_id if event.subject_type == "crm.contact" else event.payload.get("contact_id")
    deal = deals.get(_deal_id(event))
    return given or (deal.contact_id if deal else None) or 0


def _deals(events: Sequence[Event]) -> dict[int, Deal]:
    ids = {_deal_id(event) for event in events} - {0}
    return Deal.objects.in_bulk(ids) if ids else {}


def _contacts(events: Sequence[Event], deals: dict[int, Deal]) -> dict[int, Contact]:
    """The contacts by id; one that was merged since stands for its former id too."""
    return contacts_by_id({_contact_id(event, deals) for event in events} - {0})
