"""Contacts, what research found about them, and who is to be qualified."""

from django.db.models import Exists, OuterRef

from agents.mcp.callers import Caller
from agents.mcp.presenting import (
    company_card,
    contact_card,
    contact_line,
    deal_card,
    memory_card,
    plain,
    shown,
    task_card,
    timeline_line,
)
from agents.mcp.resources.registry import LISTED, Answer, resource
from agents.models import AgentDecision
from crm.choices import PROSPECTED, Lifecycle
from crm.memory import memory_of
from crm.models import Company, Contact, Deal, Provenance, Score, Task
from crm.timeline import timeline
from outreach.choices import EnrollmentStatus


@resource("contacts", "The newest fifty contacts")
def contacts(caller: Caller) -> Answer:
    rows = caller.rows(Contact).select_related("company", "owner").prefetch_related("emails").order_by("-pk")
    return {"contacts": [contact_line(one) for one in rows[:LISTED]]}


@resource("contacts/{id}", "One contact: the record, its score, what is open, and the timeline")
def contact(caller: Caller, id: int) -> Answer:
    one = caller.one(Contact, id)
    score = one.scores.order_by("-at", "-pk").first()
    open_tasks = caller.rows(Task).filter(contact=one, done_at=None).select_related("assignee").order_by("due_at")
    deals = caller.rows(Deal).filter(contact=one).select_related("stage", "company", "owner").order_by("-pk")
    return {
        "contact": contact_card(one),
        "company": company_card(one.company) if one.company else None,
        "score": _score(score) if score else None,
        "sequence": _running(one),
        "tasks": [task_card(task) for task in open_tasks[:LISTED]],
        "deals": [deal_card(deal) for deal in deals[:LISTED]],
        "timeline": [timeline_line(entry) for entry in timeline(one, limit=LISTED)],
    }


@resource("contacts/{id}/memory", "What is remembered of one contact: the conversation, mood, objections, topics")
def contact_memory(caller: Caller, id: int) -> Answer:
    return memory_card(memory_of(caller.one(Contact, id)))


@resource(
    "contacts/{id}/enrichment",
    "What research found about one contact and their company, field by field with its source",
)
def contact_enrichment(caller: Caller, id: int) -> Answer:
    one = caller.one(Contact, id)
    company = _enriched(one.company) if one.company else None
    return {"contact_id": one.pk, "found": _found(one), "company": company}


@resource("enrichment", "What research found lately, with its sources")
def enrichment(caller: Caller) -> Answer:
    found = Provenance.objects.current().filter(company=OuterRef("pk"))
    rows = caller.rows(Company).filter(Exists(found)).order_by("-updated_at", "-pk")
    return {"companies": [_enriched(one) for one in rows[:LISTED]]}


@resource("qualification/queue", "Warm and hot leads that are not qualified yet, the best first")
def qualification_queue(caller: Caller) -> Answer:
    open_leads = [state for state in PROSPECTED if state != Lifecycle.QUALIFIED]
    rows = caller.rows(Contact).filter(lifecycle__in=open_leads, fit__gte=40).order_by("-fit", "-engagement", "-pk")
    rows = rows.select_related("company", "owner").prefetch_related("emails")
    return {"queue": [contact_line(one) for one in rows[:LISTED]]}


@resource("qualification/results", "Leads that were qualified or lost, with the decision behind it")
def qualification_results(caller: Caller) -> Answer:
    settled = (Lifecycle.QUALIFIED, Lifecycle.CUSTOMER, Lifecycle.LOST)
    rows = caller.rows(Contact).filter(lifecycle__in=settled).order_by("-updated_at", "-pk")
    people = list(rows.select_related("company", "owner").prefetch_related("emails")[:LISTED])
    why: dict[int | None, AgentDecision] = {}
    for decision in caller.rows(AgentDecision).filter(contact__in=people).order_by("at", "pk"):
        why[decision.contact_id] = decision
    return {"results": [contact_line(one) | _reason(why.get(one.pk)) for one in people]}


def _reason(decision: AgentDecision | None) -> Answer:
    return shown(reason=decision.reason, decided_by=decision.agent, decided_at=decision.at) if decision else {}


def _score(score: Score) -> Answer:
    return shown(score=score.fit, band=score.band, known_share=float(score.known), at=score.at, signals=score.lines)


def _running(contact: Contact) -> Answer | None:
    running = (EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED)
    row = contact.enrollments.filter(status__in=running).select_related("sequence").first()
    if row is None:
        return None
    return shown(name=row.sequence.name, status=row.status, step=row.position, next_at=row.next_at)


def _enriched(company: Company) -> Answer:
    found = {"found": _found(company), "facts": company.facts}
    return company_card(company) | found | {"updated_at": plain(company.updated_at)}


def _found(record: Contact | Company) -> list[Answer]:
    """Which of the record's fields was written by whom, as far as it was no import."""
    rows = record.provenance.current().order_by("field")
    return [
        shown(field=row.field, value=row.value, source=row.source, method=row.method, at=row.at, by=row.by)
        for row in rows
    ]
