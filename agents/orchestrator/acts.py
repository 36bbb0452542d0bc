"""The acts that a rule may name. Each is small, may run twice, and says in codes what came of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.deal_proposals import KIND as OPEN_A_DEAL
from agents.orchestrator.acts_for_many import begin_chain, enroll, rescore, research
from agents.orchestrator.case import ACTOR, Case
from agents.orchestrator.chains.starting import start_chain
from agents.orchestrator.people import owners_of
from agents.orchestrator.routing import route as routing
from agents.orchestrator.routing.candidates import has_reps
from agents.orchestrator.routing.self_service import was_self_served
from agents.orchestrator.routing.settling import take_back
from agents.qualifier.talking.talks import Origin, open_talk
from crm.choices import Engagement, Lifecycle, ReplyClass
from crm.contacts import update_contact
from crm.engagement import earn
from crm.mentions import page_of
from crm.models import Contact, Deal
from crm.notify import notify
from crm.todo import create_task
from outreach.choices import StopReason
from outreach.enrollments import stop_enrollments
from quotahit import clock
from quotahit.workflow.approvals import request as ask_for_approval
from quotahit.workflow.approvals import withdraw_about
from quotahit.workflow.models import Approval
from quotahit.workflow.runs import start

RE_ENGAGEMENT = "re-engagement"
Act = Callable[[Sequence[Case]], list[dict[str, Any]]]
# Why outreach ends, by the rule that closes it.
CLOSED_BY = {
    "opt-out": StopReason.UNSUBSCRIBED,
    "refusal": StopReason.DECLINED,
    "left-company": StopReason.LEFT,
    "disqualified": StopReason.DISQUALIFIED,
}


def engage(case: Case) -> dict[str, Any]:
    """Note that the person talks with us; a wish for a next step earns points."""
    if case.event.payload.get("label") == ReplyClass.INTERESTED:
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


def route(case: Case) -> dict[str, Any]:
    """Give the lead its way: to the rep who fits best, to itself, or to an agent.

    A lead that has an owner, or an organization without reps, is handed over to a person as it stands.
    """
    contact = case.contact
    if contact.owner is not None or not has_reps(contact.organization):
        return hand_over(case)
    decision = routing.route(
        contact,
        actor=ACTOR,
        key=f"event:{case.context.event_id}",
        cause=case.event.type,
        event_id=case.context.event_id,
        run_id=case.context.run_id,
    )
    return {"routing_id": decision.pk, "way": decision.after}


def draft_answer(case: Case) -> dict[str, Any]:
    """Have the outreach agent draft an answer, which leaves when a person approves it, or by itself where agents may
    close alone and it claims nothing that was not approved; who was sent the payment
    link for the same message has been answered."""
    if was_self_served(case.contact, case.context.event_id):
        return {"skipped": "SELF_SERVICE"}
    return {"started": start("outreach.answer", [case.event])}


def qualify(case: Case) -> dict[str, Any]:
    """Have the qualifier read the conversation and judge where it stands."""
    return {"started": start("qualifier.read", [case.event])}


def converse(case: Case) -> dict[str, Any]:
    """Have the qualifier read the conversation, answer, and ask one thing."""
    talk = open_talk(case.contact, origin=Origin(case.context.event_id, case.context.run_id))
    return {"talk_id": talk.pk, "started": start("qualifier.talk", [case.event])}


def propose_deal(case: Case) -> dict[str, Any]:
    """Propose to open a deal, where none is open; a message alone never makes or moves one."""
    contact = case.contact
    if contact.deals.filter(closed_at=None).exists():
        return {"skipped": "deal_open"}
    if Approval.objects.waiting().about((Contact._meta.label_lower, contact.pk)).filter(kind=OPEN_A_DEAL).exists():
        return {"skipped": "asked"}
    name = str(contact.company or contact)
    approval = ask_for_approval(
        contact.organization,
        kind=OPEN_A_DEAL,
        title=format_lazy(_("Open a deal for {contact}?"), contact=str(contact)),
        content={"name": name, "contact_id": contact.pk, "why": case.rule.reason},
        subject=contact,
        assignee=contact.owner,
        key=case.key("deal"),
        actor=ACTOR,
    )
    return {"approval_id": approval.pk}


def hand_over(case: Case) -> dict[str, Any]:
    """Put the contact on a person's list for today and tell them."""
    return _ask_a_person(case, lambda: f"{case.contact}: {gettext(case.rule.reason)}", clock.now())


def follow_up(case: Case) -> dict[str, Any]:
    """Remind a person on the morning of the day that the contact named, or after the rule's days."""
    due = case.asked_for or clock.now() + timedelta(days=case.rule.days)

    def title() -> str:
        return gettext("Come back to {contact}: {reason}").format(contact=case.contact, reason=case.reason)

    return _ask_a_person(case, title, due)


def close(case: Case) -> dict[str, Any]:
    """End all outreach to the contact; what is there stays on record."""
    stopped = stop_enrollments([case.contact.pk], CLOSED_BY[case.rule.name], actor=ACTOR)
    take_back(case.contact, actor=ACTOR, why=case.rule.reason)
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
    title = format_lazy(_("Deal won: {deal}") if is_won else _("Deal lost: {deal}"), deal=case.deal.name)
    _tell(case, title, "deal", page_of(case.deal))
    return {"stopped": stopped}


def welcome(case: Case) -> dict[str, Any]:
    """Ask the owner to begin with the new customer."""
    customer = str(case.deal.company or case.deal.name)
    return _task(case, format_lazy(_("Welcome {customer} and begin onboarding"), customer=customer), clock.now())


def ask_lost_reason(case: Case) -> dict[str, Any]:
    """Ask the owner why, unless the deal says it."""
    if case.deal.lost_reason:
        return {"lost_reason": "given"}
    title = format_lazy(_("Why was {deal} lost? Write the reason on the deal."), deal=case.deal.name)
    return _task(case, title, clock.now())


def re_engage(case: Case) -> dict[str, Any]:
    """Begin the chain that rests for a month and then asks whether the contact may be written to again."""
    contact = case.situation.contact
    if contact is None or contact.deals.filter(closed_at=None).exists():
        return {"skipped": "no_contact" if contact is None else "deal_open"}
    return start_chain(contact.organization, [contact.pk], RE_ENGAGEMENT, actor=ACTOR).outcome(contact.pk)


def escalate(case: Case) -> dict[str, Any]:
    """Give a high-value deal to its owner, or to everybody who manages."""
    return _ask_a_person(case, lambda: f"{case.deal.name}: {gettext(case.rule.reason)}", clock.now())


def _ask_a_person(case: Case, say: Callable[[], str], due: Any) -> dict[str, Any]:
    title = lazy(say, str)()
    done = _task(case, title, due)
    contact, deal = case.situation.contact, case.situation.deal
    link = page_of(contact or deal) if contact or deal else ""
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


def _each(act: Callable[[Case], dict[str, Any]]) -> Act:
    return lambda cases: [act(case) for case in cases]


_ONE_BY_ONE = (
    *(engage, qualify, converse, route, draft_answer, propose_deal, hand_over, follow_up, close),
    *(end_outreach, welcome, ask_lost_reason, re_engage, escalate),
)
# What an act came to for each of the cases, in their order.
ACTS: dict[str, Act] = {act.__name__: act for act in (research, rescore, enroll, begin_chain)} | {
    act.__name__: _each(act) for act in _ONE_BY_ONE
}
