"""The researcher's round: infer, score, read the website, ask the web, score again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from agents.researcher.fetch import Unreachable, fetch_page
from agents.researcher.findings import ASK_THE_WEB, OF_THE_WEB, READ_WEBSITE, CompanyFindings, of_website
from agents.researcher.infer import OF_COMPANIES, OF_PEOPLE, infer_company, infer_contact
from agents.researcher.knowledge import ACTOR, learn_of_company, note_asked, tell_enriched, was_asked
from agents.researcher.website import profile_links, read_site
from crm.filling import fill_companies, fill_contacts
from crm.models import Company, Contact
from crm.scoring import score_contacts
from quotahit import clock
from quotahit.accounts.credentials import secret
from quotahit.accounts.models import Organization
from quotahit.llm.ask import ask
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.results import Result
from quotahit.workflow.runs import start
from quotahit.workflow.skills import skill, skill_for_many

FRESH = timedelta(days=30)  # a company is not asked about again before this
# Names that no company has (RFC 2606, RFC 6761): invented people live there.
RESERVED = (".example", ".invalid", ".test", ".localhost", "example.com", "example.net", "example.org")


@skill_for_many("researcher.infer")
def infer(contexts: Sequence[Context]) -> list[Result]:
    """Fill in what follows from what is known."""
    found: dict[int, list[str]] = {}
    for organization, contacts in _by_organization(contexts).items():
        of_people = {contact.pk: infer_contact(contact) for contact in contacts}
        of_companies: dict[int, dict[str, Any]] = {}
        for contact in contacts:
            contact.country = contact.country or of_people[contact.pk].get("country", "")
            if contact.company_id:
                of_companies[contact.company_id] = infer_company(contact) | of_companies.get(contact.company_id, {})
        people = fill_contacts(organization, of_people, source=OF_PEOPLE, actor=ACTOR)
        companies = fill_companies(organization, of_companies, source=OF_COMPANIES, actor=ACTOR)
        for contact in contacts:  # the first of a company brought what was found about it
            found[contact.pk] = people.get(contact.pk, []) + companies.pop(contact.company_id or 0, [])
    return [{"found": found.get(context.subject_id or 0, [])} for context in contexts]


@skill_for_many("researcher.score")
def score(contexts: Sequence[Context]) -> list[Result]:
    """Score with what is known by now, so that nobody waits for a slow website."""
    return [*_score(contexts, "created")]


@skill_for_many("researcher.look_further")
def look_further(contexts: Sequence[Context]) -> list[Result]:
    """Begin the slower rounds for those about whose company somebody can be asked."""
    worth_it: set[int] = set()
    for organization, contacts in _by_organization(contexts).items():
        companies = {contact.pk: contact.company for contact in contacts}
        has_key = bool(secret(organization, "perplexity"))
        worth_it |= {pk for pk, company in companies.items() if not why_not_read(company)}
        worth_it |= {pk for pk, company in companies.items() if not why_not_ask(company, has_key=has_key)}
    further = [context for context in contexts if context.subject_id in worth_it]
    start("researcher.look_further", [context.event for context in further if context.event])
    return [{"further": context.subject_id in worth_it} for context in contexts]


@skill("researcher.read_website", external=True)
def read_website(context: Context) -> dict[str, Any]:
    """Read the company's own website, once in a while for each company."""
    company = _company(context)
    why_not = why_not_read(company)
    if company is None or why_not:
        return {"found": [], "why": why_not}
    try:
        site = read_site(fetch_page(company.website))
    except Unreachable as problem:
        note_asked(company, "website")
        return {"found": [], "why": problem.code}
    question = {
        "company": company.name,
        "title": site.title,
        "description": site.description,
        "text": site.text,
        "organization": site.organization,
    }
    answer = ask(context.organization, READ_WEBSITE, question, CompanyFindings, subject=company)
    seen = {**answer.value.stated(), "technologies": site.technologies, **profile_links(site)}
    found = learn_of_company(company, seen, source=of_website(answer.by))
    note_asked(company, "website")
    return {"found": found, "by": answer.by}


@skill("researcher.ask_the_web", external=True)
def ask_the_web(context: Context) -> dict[str, Any]:
    """Ask Perplexity about the company, where there is a key for it."""
    company = _company(context)
    why_not = why_not_ask(company, has_key=bool(secret(context.organization, "perplexity")))
    if company is None or why_not:
        return {"found": [], "why": why_not}
    question = {"company": company.name, "domain": company.domain}
    answer = ask(context.organization, ASK_THE_WEB, question, CompanyFindings, subject=company, vendor="perplexity")
    found = learn_of_company(company, answer.value.stated(), source=OF_THE_WEB) if answer.by == "model" else []
    if answer.by == "model":
        note_asked(company, "web")
    return {"found": found, "by": answer.by, "why": answer.why}


@skill_for_many("researcher.rescore")
def rescore(contexts: Sequence[Context]) -> list[Result]:
    """Score again those of whom the slower rounds found something, and tell that more is known."""
    found = {context.run_id: _found_outside(context) for context in contexts}
    news = [context for context in contexts if found[context.run_id]]
    scored = {context.run_id: score for context, score in zip(news, _score(news, "enriched"), strict=True)}
    for organization, ours in _grouped(news).items():
        still_there = [context for context in ours if scored[context.run_id]["score"] is not None]
        tell_enriched(organization, {context.subject_id or 0: found[context.run_id] for context in still_there})
    return [{"found": found[context.run_id], **scored.get(context.run_id, {})} for context in contexts]


def why_not_read(company: Company | None) -> str:
    """Why the company's website is not read now; "" when it may be."""
    if company is None or not company.website:
        return "no_website"
    if any((company.domain or company.website.rstrip("/")).endswith(name) for name in RESERVED):
        return "reserved_name"
    return "read_lately" if was_asked(company, "website", clock.now() - FRESH) else ""


def why_not_ask(company: Company | None, *, has_key: bool) -> str:
    """Why the web is not asked about the company now; "" when it may be."""
    if company is None:
        return "no_company"
    if not has_key:
        return "no_key"
    return "asked_lately" if was_asked(company, "web", clock.now() - FRESH) else ""


def _found_outside(context: Context) -> list[str]:
    rounds = (context.values.get(name, {}) for name in ("read_website", "ask_the_web"))
    return [name for one in rounds for name in one.get("found", [])]


def _score(contexts: Sequence[Context], cause: str) -> list[dict[str, Any]]:
    fits: dict[int | None, int] = {}
    for organization, ours in _grouped(contexts).items():
        ids = [context.subject_id for context in ours if context.subject_id]
        fits |= {score.contact_id: score.fit for score in score_contacts(organization, ids, cause=cause, actor=ACTOR)}
    return [{"score": fits.get(context.subject_id)} for context in contexts]


def _grouped(contexts: Sequence[Context]) -> dict[Organization, list[Context]]:
    found: dict[Organization, list[Context]] = defaultdict(list)
    for context in contexts:
        found[context.organization].append(context)
    return found


def _by_organization(contexts: Sequence[Context]) -> dict[Organization, list[Contact]]:
    """The contacts that the runs are about, as far as they are still there."""
    return {
        organization: list(_contacts(organization, [context.subject_id for context in ours]))
        for organization, ours in _grouped(contexts).items()
    }


def _contacts(organization: Organization, ids: Sequence[int | None]) -> QuerySet[Contact]:
    contacts = Contact.objects.for_organization(organization).filter(pk__in=[pk for pk in ids if pk]).order_by("pk")
    return contacts.select_related("company").prefetch_related("emails", "phones")


def _company(context: Context) -> Company | None:
    contact = _contacts(context.organization, [context.subject_id]).first()
    return contact.company if contact else None


def register() -> None:
    """Offer the chain that the orchestrator starts for a new contact, and the one that goes on where it is worth it."""
    quick = (Step("infer", "researcher.infer", critical=False), Step("score", "researcher.score"))
    slow = (
        Step("read_website", "researcher.read_website", critical=False),
        Step("ask_the_web", "researcher.ask_the_web", critical=False),
        Step("rescore", "researcher.rescore"),
    )
    register_chain(Chain("researcher.research", 1, steps=(*quick, *slow)))
    register_chain(Chain("researcher.research", 2, steps=(*quick, Step("look_further", "researcher.look_further"))))
    register_chain(Chain("researcher.look_further", 1, steps=slow))
