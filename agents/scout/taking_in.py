"""A candidate who was accepted becomes a lead of ours: vetted once more, with where each value came from."""

from decimal import Decimal

from django.db import transaction

from agents.choices import CandidateState, LeftOut
from agents.models import Candidate
from agents.scout.leads import FoundLead
from agents.scout.vetting import SYSTEM, vet
from crm.choices import Origin, Writing
from crm.companies import create_company, find_company
from crm.contacts import create_contact
from crm.errors import CrmError, ErasedError
from crm.filling import fill_companies
from crm.journal import enter
from crm.models import Company, Contact
from crm.provenance import Source, replace, write_rules_of
from quotahit.accounts.models import Organization

AGENT = "agent:scout"
OF_APOLLO = Source(Origin.APOLLO, "match", confidence=Decimal("0.85"))
# What two searches may both have found is no reason against the one that is accepted.
NO_REASON = (LeftOut.SEEN,)


def take_in(candidate: Candidate, *, actor: object) -> str:
    """Make the lead ours and have it worked; returns "", or why that could not be, as a code of LeftOut.

    Somebody from outside becomes a contact, and `lead.found` is recorded; of one of ours, `lead.scouted`. The rules go
    on from there.
    """
    if candidate.contact is not None:
        enter(candidate.organization, "lead.scouted", candidate.contact, actor=actor, payload={"fit": candidate.fit})
        return ""
    lead = candidate.found
    why_not = vet(candidate.organization, {candidate.key: lead}).get(candidate.key)
    if why_not and why_not not in NO_REASON:
        return str(why_not)
    try:
        with transaction.atomic():
            candidate.contact = _contact(candidate.organization, lead, actor)
    except ErasedError:
        return str(LeftOut.ERASED)
    except CrmError:  # somebody else was quicker: the address or the profile is another's by now
        return str(LeftOut.KNOWN)
    candidate.lead = {}  # it stands in the contact now
    enter(candidate.organization, "lead.found", candidate.contact, actor=actor, payload={"fit": candidate.fit})
    return ""


def _contact(organization: Organization, lead: FoundLead, actor: object) -> Contact:
    rules = write_rules_of(organization)
    told = {name: value for name, value in lead.columns().items() if rules.policy("contact", name) != Writing.NEVER}
    profile = {"linkedin": lead.linkedin} if lead.linkedin else {}
    contact = create_contact(
        organization,
        actor=actor,
        emails=[lead.email],
        phones=[lead.phone] if lead.phone else [],
        company=_company(organization, lead, actor),
        external=(SYSTEM, lead.id) if lead.id else None,
        source=f"scout:{SYSTEM}",
        first_name=lead.first_name,
        last_name=lead.last_name,
        **profile,
        **told,
    )
    replace({}, [(contact, sorted({**told, **profile}))], OF_APOLLO, AGENT)
    return contact


def _company(organization: Organization, lead: FoundLead, actor: object) -> Company | None:
    """The lead's company, ours or new, with what is told of it where that may be written."""
    firm = lead.firm
    if not firm.name:
        return None
    company = find_company(organization, firm.name, domain=firm.domain)
    company = company or create_company(organization, firm.name, actor=actor)
    fill_companies(organization, {company.pk: firm.columns()}, source=OF_APOLLO, actor=AGENT)
    company.refresh_from_db()
    return company


def state_after(why_not: str) -> CandidateState:
    """What a candidate is once somebody has accepted it."""
    return CandidateState.REFUSED if why_not else CandidateState.ACCEPTED
