"""The acts that a rule may name. Each is small, may run twice, and says in codes what came of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from agents.orchestrator.acts_for_many import enroll, rescore, research
from agents.orchestrator.case import ACTOR, Case
from agents.orchestrator.people import owners_of
from crm.choices import Engagement, Lifecycle
from crm.contacts import update_contact
from crm.engagement import earn
from crm.models import Contact, Deal
from crm.notify import notify
from crm.todo import create_task
from outreach.choices import StopReason
from outreach.enrollments import stop_enrollments
from quotahit import clock
from quotahit.workflow.approvals import request as ask_for_approval
from quotahit.workflow.approvals import withdraw_about
from quotahit.workflow.runs import start

Act = Callable[[Sequence[Case]], list[dict[str, Any]]]
# Why outreach ends, by the rule that closes it.
CLOSED_BY = {
    "opt-out": StopReason.UNSUBSCRIBED,
    "refusal": StopReason.DECLINED,
    "left-company": StopReason.LEFT,
}


def engage(case: Case) -> dict[str, Any]:
    """Note that the person talks with us; a wish for a next step earns points."""
    if case.rule.name == "interested":
        interaction = case.event.payload.get("interaction_id")
        earn(
            case.contact.organization,
            case.contact,
            Engagement.POSITIVE_REPLY,
            source=f"interaction:{interaction}",
            key=case.key("positive-reply"),
        )
    if case.contact.lifecycle == Lifecycle.LEAD:
        update_contact(case.contact, actor=ACTOR, lifecycle=Lifecycle.ENGAGED)
    return {"lifecycle": case.contact.lifecycle}


def draft_answer(case: Case) -> dict[str, Any]:
    """Have the outreach agent draft an answer; it leaves only when a person approves it."""
    return {"started": start("outreach.answer", [case.event])}


def propose_deal(case: Case) -> dict[str, Any]:
    """Propose to open a deal, where none is open; a message alone never makes or moves one."""
    contact = case.contact
    if contact.deals.filter(closed_at=None).exists():
        return {"skipped": "deal_open"}
    name = f"{contact.company or contact.name or 'New deal'}"
    approval = ask_for_approval(
        contact.organization,
        kind="deal.open",
        title=f"Open a deal for {contact.name or contact.pk}?",
        content={"name": name, "contact_id": contact.pk, "why": case.rule.reason},
        subject=contact,
        assignee=contact.owner,
        key=case.key("deal"),
        actor=ACTOR,
    )
    return {"approval_id": approval.pk}


def hand_over(case: Case) -> dict[str, Any]:
    """Put the contact on a person's list for today and tell them."""
    return _ask_a_person(case, f"{_named(case.contact)}: {case.rule.reason}", clock.now())


def follow_up(case: Case) -> dict[str, Any]:
    """Remind a person on the morning of the day that the contact named, or after the rule's days."""
    due = case.asked_for or clock.now() + timedelta(days=case.rule.days)
    return _ask_a_person(case, f"Come back to {_named(case.contact)}: {case.reason}", due)


def close(case: Case) -> dict[str, Any]:
    """End all outreach to the contact; what is there stays on record."""
    stopped = stop_enrollments([case.contact.pk], CLOSED_BY[case.rule.name], actor=ACTOR)
    if case.contact.lifecycle != Lifecycle.CUSTOMER:
        update_contact(case.contact, actor=ACTOR, lifecycle=Lifecycle.LOST)
    return {"stopped": stopped}


def end_outreach(case: Case) -> dict[str, Any]:
    """End the sequences of the deal's contact and what is asked about the deal, and tell the owner how it ended.

    Who has another open deal is still talked with, and who bought before stays a customer.
    """
    is_won = case.event.type == "deal.won"
    stopped = 0
    reason = StopReason.WON if is_won else StopReason.LOST
    withdraw_about(Deal._meta.label_lower, [case.deal.pk], actor=ACTOR, why=reason.label)
    contact = case.situation.contact
    if contact is not None and (is_won or not contact.deals.filter(closed_at=None).exists()):
        stopped = stop_enrollments([contact.pk], reason, actor=ACTOR)
        if is_won or contact.lifecycle != Lifecycle.CUSTOMER:
            update_contact(contact, actor=ACTOR, lifecycle=Lifecycle.CUSTOMER if is_won else Lifecycle.LOST)
    _tell(case, f"Deal {'won' if is_won else 'lost'}: {case.deal.name}", "deal", f"/crm/deal/{case.deal.pk}/change/")
    return {"stopped": stopped}


def welcome(case: Case) -> dict[str, Any]:
    """Ask the owner to begin with the new customer."""
    return _task(case, f"Welcome {case.deal.company or case.deal.name} and begin onboarding", clock.now())


def ask_lost_reason(case: Case) -> dict[str, Any]:
    """Ask the owner why, unless the deal says it."""
    if case.deal.lost_reason:
        return {"lost_reason": "given"}
    return _task(case, f"Why was {case.deal.name} lost? Write the reason on the deal.", clock.now())


def escalate(case: Case) -> dict[str, Any]:
    """Give a high-value deal to its owner, or to everybody who manages."""
    return _ask_a_person(case, f"{case.deal.name}: {case.rule.reason}", clock.now())


def _ask_a_person(case: Case, title: str, due: Any) -> dict[str, Any]:
    done = _task(case, title, due)
    contact, deal = case.situation.contact, case.situation.deal
    link = f"/contacts/{contact.pk}/" if contact else f"/crm/deal/{case.deal.pk}/change/" if deal else ""
    _tell(case, title, case.rule.name, link)
    return done


def _task(case: Case, title: str, due: Any) -> dict[str, Any]:
    contact, deal = case.situation.contact, case.situation.deal
    organization = (contact or case.deal).organization
    task = create_task(
        organization,
        title=title,
        actor=ACTOR,
        contact=contact,
        deal=deal,
        assignee=owners_of(contact, deal)[0],
        due_at=due,
        key=case.key(case.rule.name),
    )
    return {"task_id": task.pk}


def _tell(case: Case, title: str, kind: str, link: str) -> None:
    contact, deal = case.situation.contact, case.situation.deal
    notify(
        (contact or case.deal).organization,
        owners_of(contact, deal),
        kind=kind,
        title=title,
        link=link,
        urgency=case.rule.urgency,
        key=case.key(kind),
    )


def _named(contact: Contact) -> str:
    return contact.name or "the contact"


def _each(act: Callable[[Case], dict[str, Any]]) -> Act:
    return lambda cases: [act(case) for case in cases]


_ONE_BY_ONE = (
    *(engage, draft_answer, propose_deal, hand_over, follow_up, close),
    *(end_outreach, welcome, ask_lost_reason, escalate),
)
# What an act came to for each of the cases, in their order.
ACTS: dict[str, Act] = {act.__name__: act for act in (research, rescore, enroll)} | {
    act.__name__: _each(act) for act in _ONE_BY_ONE
}
