"""People: found, made, researched, scored, given to a member."""

from typing import Annotated, Any

from django.db import transaction
from pydantic import Field

from agents.mcp.acts.words import ContactId, DealId, Word, member_named
from agents.mcp.callers import READ, WRITE, Caller
from agents.mcp.errors import Misasked
from agents.mcp.presenting import company_card, contact_card, shown
from agents.mcp.tools import tool
from agents.orchestrator.chains.definitions import definitions
from agents.orchestrator.chains.starting import REASONS
from agents.orchestrator.chains.starting import start_chain as begin_chain
from crm.contacts import create_contact as make_contact
from crm.contacts import update_contact
from crm.deals import update_deal
from crm.finding import find_records
from crm.journal import enter
from crm.models import Contact, Deal
from crm.scoring import score_contacts
from quotahit.workflow.advance import advance
from quotahit.workflow.runs import start


@tool(READ, read_only=True, repeatable=True)
def search(
    caller: Caller,
    query: Annotated[
        str,
        Field(description="The beginning of a name, email address, phone number, company or deal, or words of a text."),
    ],
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> dict[str, Any]:
    """Find contacts, companies, deals and tasks by what a person would type, messages and notes by their words."""
    found = find_records(caller.organization, query, caller.rows, limit=limit)
    hits = [shown(kind=hit.kind, id=hit.id, title=hit.title, about=hit.about) for hit in found]
    return {"query": query, "results": hits}


@tool(WRITE)
def create_contact(
    caller: Caller,
    first_name: Word = "",
    last_name: Word = "",
    email: Annotated[str, Field(max_length=254)] = "",
    phone: Annotated[str, Field(max_length=40, description="With its country's prefix, such as +1 212 555 0123.")] = "",
    company: Annotated[str, Field(max_length=200, description="The company's name; a known one is found again.")] = "",
    title: Annotated[str, Field(max_length=200)] = "",
    linkedin: Annotated[str, Field(max_length=300, description="The address of the LinkedIn profile.")] = "",
    country: Annotated[str, Field(pattern="^([A-Za-z]{2})?$", description="Two letters, such as US.")] = "",
    state: Annotated[str, Field(max_length=60)] = "",
    city: Word = "",
    source: Annotated[str, Field(max_length=120, description="Where the contact comes from.")] = "",
    tags: list[Annotated[str, Field(max_length=60)]] | None = None,
) -> dict[str, Any]:
    """Make a contact. It is researched and scored at once; an address that another contact has is refused."""
    if not any((first_name.strip(), last_name.strip())):
        raise Misasked("A contact needs a first name or a last name.")
    contact = make_contact(
        caller.organization,
        actor=caller.actor,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        emails=[email] if email else [],
        phones=[phone] if phone else [],
        company_name=company.strip(),
        title=title,
        linkedin=linkedin,
        country=country.strip().upper(),
        state=state,
        city=city,
        source=source or "mcp",
        tags=tags or [],
        owner=caller.owner,
    )
    return {"contact": contact_card(contact)}


@tool(WRITE)
def enrich_lead(caller: Caller, contact_id: ContactId) -> dict[str, Any]:
    """Research a contact and their company now: what follows from what is known, their website, the web; then score."""
    contact = caller.one(Contact, contact_id)
    with transaction.atomic():
        wanted = enter(caller.organization, "contact.research_wanted", contact, actor=caller.actor)
        start("researcher.research", [wanted] if wanted else [])
    advance(limit=20, seconds=5)  # nobody else may be at work: a door on a machine alone has no worker
    contact.refresh_from_db()
    company = contact.company
    return {"contact": contact_card(contact), "company": company_card(company) if company else None}


@tool(WRITE, prospect_visible=True)
def start_chain(
    caller: Caller,
    contact_id: ContactId,
    chain: Annotated[str, Field(description="Name of the chain, as quotahit://chains lists them.")],
) -> dict[str, Any]:
    """Let a chain of agents go to work for a contact: research, qualify, write, hand over to people. Messages pass the
    compliance gate or wait for a person, as ever; nobody is in two chains at once."""
    contact = caller.one(Contact, contact_id)
    known = [one.name for one in definitions()]
    if chain not in known:
        raise Misasked(f"There is no chain “{chain}”. There are: {', '.join(known)}.")
    begun = begin_chain(caller.organization, [contact.pk], chain, actor=caller.actor)
    why = begun.skipped.get(contact.pk)
    said = {"reason": why, "why": str(REASONS[why])} if why else {}
    return shown(contact_id=contact.pk, chain=chain, run_id=begun.runs.get(contact.pk), **said)


@tool(WRITE, repeatable=True)
def score_lead(caller: Caller, contact_id: ContactId) -> dict[str, Any]:
    """Score a contact anew: fit from 0 to 100, its band, and each signal with its points and reason."""
    contact = caller.one(Contact, contact_id)
    (score,) = score_contacts(caller.organization, [contact.pk], cause="by_hand", actor=caller.actor)
    return {
        "contact_id": contact.pk,
        "score": score.fit,
        "band": score.band,
        "known_share": float(score.known),
        "signals": score.lines,
    }


@tool(WRITE, destructive=True)
def assign_to_rep(
    caller: Caller,
    rep: Annotated[str, Field(description="Email address or name of a member of the organization.")],
    contact_id: ContactId | None = None,
    deal_id: DealId | None = None,
) -> dict[str, Any]:
    """Make a member the owner of a contact, of a deal, or of both."""
    if contact_id is None and deal_id is None:
        raise Misasked("Say whom or what to assign: a contact_id, a deal_id, or both.")
    contact = caller.one(Contact, contact_id) if contact_id else None
    deal = caller.one(Deal, deal_id) if deal_id else None
    user = member_named(caller, rep)
    with transaction.atomic():
        if contact:
            update_contact(contact, actor=caller.actor, owner=user)
        if deal:
            update_deal(deal, actor=caller.actor, owner=user)
    return shown(owner=user.email, contact_id=contact_id, deal_id=deal_id)
