"""The researcher's round: infer, score, read the website, ask the web, score again."""

from datetime import timedelta
from typing import Any

from agents.researcher.fetch import Unreachable, fetch_page
from agents.researcher.findings import ASK_THE_WEB, READ_WEBSITE, CompanyFindings
from agents.researcher.infer import infer_company, infer_contact
from agents.researcher.knowledge import (
    ACTOR,
    learn_of_company,
    learn_of_contact,
    note_asked,
    tell_enriched,
    was_asked,
)
from agents.researcher.website import profile_links, read_site
from crm.models import Company, Contact
from crm.scoring import score_contacts
from quotahit import clock
from quotahit.accounts.credentials import secret
from quotahit.llm.ask import ask
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.skills import skill

FRESH = timedelta(days=30)  # a company is not asked about again before this
# Names that no company has (RFC 2606, RFC 6761): invented people live there.
RESERVED = (".example", ".invalid", ".test", ".localhost", "example.com", "example.net", "example.org")


@skill("researcher.infer")
def infer(context: Context) -> dict[str, Any]:
    """Fill in what follows from what is known."""
    contact = _contact(context)
    if contact is None:
        return {"found": []}
    found = learn_of_contact(contact, infer_contact(contact))
    if contact.company is not None:
        found += learn_of_company(contact.company, infer_company(contact), source="inferred")
    return {"found": found}


@skill("researcher.score")
def score(context: Context) -> dict[str, Any]:
    """Score with what is known by now, so that nobody waits for a slow website."""
    return _score(context, "created")


@skill("researcher.read_website", external=True)
def read_website(context: Context) -> dict[str, Any]:
    """Read the company's own website, once in a while for each company."""
    company = _company(context)
    if company is None or not company.website:
        return {"found": [], "why": "no_website"}
    if any((company.domain or company.website.rstrip("/")).endswith(name) for name in RESERVED):
        return {"found": [], "why": "reserved_name"}
    if was_asked(company, "website", clock.now() - FRESH):
        return {"found": [], "why": "read_lately"}
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
    found = learn_of_company(company, seen, source="website")
    note_asked(company, "website")
    return {"found": found, "by": answer.by}


@skill("researcher.ask_the_web", external=True)
def ask_the_web(context: Context) -> dict[str, Any]:
    """Ask Perplexity about the company, where there is a key for it."""
    company = _company(context)
    if company is None or not secret(context.organization, "perplexity"):
        return {"found": [], "why": "no_key" if company else "no_company"}
    if was_asked(company, "web", clock.now() - FRESH):
        return {"found": [], "why": "asked_lately"}
    question = {"company": company.name, "domain": company.domain}
    answer = ask(context.organization, ASK_THE_WEB, question, CompanyFindings, subject=company, vendor="perplexity")
    found = learn_of_company(company, answer.value.stated(), source="web") if answer.by == "model" else []
    if answer.by == "model":
        note_asked(company, "web")
    return {"found": found, "by": answer.by, "why": answer.why}


@skill("researcher.rescore")
def rescore(context: Context) -> dict[str, Any]:
    """Score again when the slower rounds found something, and tell that more is known."""
    rounds = (context.values.get(name, {}) for name in ("read_website", "ask_the_web"))
    found = [name for one in rounds for name in one.get("found", [])]
    contact = _contact(context)
    if not found or contact is None:
        return {"found": found}
    tell_enriched(contact, found)
    return {"found": found, **_score(context, "enriched")}


def _score(context: Context, cause: str) -> dict[str, Any]:
    contact = _contact(context)
    if contact is None:
        return {"score": None}
    scores = score_contacts(context.organization, [contact.pk], cause=cause, actor=ACTOR)
    return {"score": scores[0].fit if scores else None}


def _contact(context: Context) -> Contact | None:
    contacts = Contact.objects.for_organization(context.organization_id).filter(pk=context.subject_id)
    return contacts.select_related("company", "organization").prefetch_related("emails", "phones").first()


def _company(context: Context) -> Company | None:
    contact = _contact(context)
    return contact.company if contact else None


def register() -> None:
    """Offer the chain that the orchestrator starts for a new contact."""
    steps = (
        Step("infer", "researcher.infer", critical=False),
        Step("score", "researcher.score"),
        Step("read_website", "researcher.read_website", critical=False),
        Step("ask_the_web", "researcher.ask_the_web", critical=False),
        Step("rescore", "researcher.rescore"),
    )
    register_chain(Chain("researcher.research", 1, steps=steps))
