"""Handing a lead from a chain to people: asked, escalated when nobody takes it, and followed to its end.

The chain waits for `handoff.taken` and then for `handoff.ended` about the contact. Both are told here from what people
do elsewhere: an offer accepted, a question approved, a lead taken over, the task ticked off, a deal won or lost.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.decisions import decide
from agents.models import Offer
from agents.orchestrator.case import ACTOR
from agents.orchestrator.chains.contracts import HUMAN
from agents.orchestrator.chains.running import in_chains
from agents.orchestrator.people import owners_of
from agents.orchestrator.routing import route as routing
from agents.orchestrator.routing.candidates import has_reps
from crm.mentions import page_of
from crm.models import Contact, Task
from crm.notify import notify, notify_role
from crm.todo import create_task
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.events.models import Event
from quotahit.events.record import Fact, listens_to, record_many
from quotahit.workflow.context import Context

TAKEN, ENDED = "handoff.taken", "handoff.ended"
# What people do, and what it makes of a lead that a chain has handed to them.
STATES = {
    "offer.accepted": "taken",
    "contact.taken_over": "taken",
    "approval.resolved": "taken",
    "task.done": "done",
    "deal.won": "won",
    "deal.lost": "lost",
}
ENDS = ("won", "lost", "done")
TITLES = {
    HUMAN: _("{contact} is ready for a person"),
    "closer": _("{contact} is ready to be closed; there is no closing agent yet"),
    "ops": _("{contact} has bought; there is no operations agent yet"),
}
REASONS = {
    HUMAN: _("The chain hands the lead to a person at this point."),
    "closer": _("There is no closer agent yet: a person closes, and the chain waits for them."),
    "ops": _("There is no operations agent yet: a person looks after the customer, and the chain waits for them."),
}


def hand_to_people(contact: Contact, context: Context, agent: str, stage: str) -> None:
    """Put the lead before a rep where routing finds one, else on a list with a word in the bell; once for a run."""
    key = f"handoff:{context.run_id}:{stage}"
    if agent == HUMAN and contact.owner is None and has_reps(contact.organization):
        routing.route(contact, actor=ACTOR, key=key, cause="handoff", event_id=context.event_id, run_id=context.run_id)
    elif not Offer.objects.open().filter(contact=contact).exists() and not _is_asked(contact, context):
        _ask(contact, agent, key)
    _decide(contact, context, stage, kind="hand_over", rule=f"handoff-{agent}", reason=str(REASONS[agent]), after=agent)


def escalate(contact: Contact, context: Context, agent: str, stage: str) -> None:
    """Nobody took the lead in time: everybody who manages is told, urgently."""
    title = format_lazy(_("Nobody has taken {contact}"), contact=contact.name or contact.pk)
    notify_role(
        contact.organization,
        Role.MANAGER,
        kind="escalation",
        title=title,  # type: ignore[arg-type]  # told to each in their language
        link=page_of(contact),
        urgency="urgent",
        key=f"escalate:{context.run_id}:{stage}",
    )
    why = gettext("The lead was handed to people, and nobody took it in time.")
    _decide(contact, context, stage, kind="escalate", rule="handoff-late", reason=why, after="managers")


def _is_asked(contact: Contact, context: Context) -> bool:
    """Whether the rules have put the same lead on a list since the chain began."""
    event = context.event
    since = event.at if event else clock.now()
    mine = Task.objects.filter(contact=contact, created_by=ACTOR, done_at=None, created_at__gte=since)
    return mine.exclude(due_at__gt=clock.now()).exists()


def _ask(contact: Contact, agent: str, key: str) -> None:
    owners = owners_of(contact)
    title = format_lazy(TITLES[agent], contact=contact.name or contact.pk)
    create_task(
        contact.organization,
        title=title,  # type: ignore[arg-type]  # put in the assignee's language
        detail=gettext("The chain waits until this is done, or until a deal is won or lost."),
        actor=ACTOR,
        contact=contact,
        assignee=owners[0] if owners else None,
        due_at=clock.now(),
        key=key,
    )
    notify(
        contact.organization,
        owners,
        kind="handoff",
        title=title,  # type: ignore[arg-type]
        link=page_of(contact),
        urgency="high",
        key=key,
    )


def _decide(contact: Contact, context: Context, stage: str, *, kind: str, **row: str) -> None:
    decide(
        context.organization_id,
        key=f"{kind}:{context.run_id}:{stage}",
        agent="orchestrator",
        kind=kind,
        contact_id=contact.pk,
        before="handoff",
        event_id=context.event_id,
        run_id=context.run_id,
        **row,
    )


@listens_to(*STATES)
def hear_people(events: list[Event]) -> None:
    """Tell the chains that have handed these leads over what people did with them."""
    states: dict[tuple[int, int], list[str]] = defaultdict(list)
    for event in _of_people(events):
        if contact_id := _contact_of(event):
            states[event.organization_id, contact_id].append(STATES[event.type])
    waiting = in_chains({contact_id for _, contact_id in states})
    record_many(
        Fact(organization_id, type_, ("crm.contact", contact_id), {"state": state}, source=ACTOR)
        for (organization_id, contact_id), told in states.items()
        if contact_id in waiting
        for state in told
        for type_ in ((TAKEN, ENDED) if state in ENDS else (TAKEN,))
    )


def _of_people(events: Iterable[Event]) -> list[Event]:
    """Without what ran out by itself, and tasks that no agent of ours has asked for."""
    asked = {event.payload.get("task_id") for event in events if event.type == "task.done"}
    ours = set(Task.objects.filter(pk__in=asked, created_by=ACTOR).values_list("pk", flat=True)) if asked else set()
    return [
        event
        for event in events
        if (event.type != "approval.resolved" or event.payload.get("choice") == "approve")
        and (event.type != "task.done" or event.payload.get("task_id") in ours)
    ]


def _contact_of(event: Event) -> int | None:
    return event.subject_id if event.subject_type == "crm.contact" else event.payload.get("contact_id")
