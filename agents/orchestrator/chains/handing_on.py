"""What each agent hands on, put together for many runs at once from what its steps left and what is on record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Max

from agents.decisions import decide_many
from agents.models import AgentDecision
from agents.orchestrator.chains.contracts import CONTRACTS
from agents.orchestrator.chains.intents import Level, level_of
from agents.orchestrator.chains.people import contacts_of
from agents.orchestrator.routing.intent import intent_of
from agents.orchestrator.routing.leads import last_replies
from crm.choices import LeadVerdict, ReplyClass
from crm.fit import band_of
from crm.models import Contact, Qualification
from quotahit.workflow.context import Context

Given = dict[str, Any]
DECLINED = (ReplyClass.NOT_INTERESTED, ReplyClass.UNSUBSCRIBE)
UNHEARD = "unheard"


def hand_on(contexts: Sequence[Context], agent: str, stage: str) -> list[Given]:
    """The fields that this agent adds to what it was handed, for each run in its order."""
    return _GIVERS[CONTRACTS[agent].gives.__name__](contexts, stage)


def _found(contexts: Sequence[Context], stage: str) -> list[Given]:
    """A lead that a chain is started for is found already."""
    return [{"origin": "given"} for _ in contexts]


def _researched(contexts: Sequence[Context], stage: str) -> list[Given]:
    people = contacts_of(contexts)
    return [_score(people.get(context.run_id)) for context in contexts]


def _score(contact: Contact | None) -> Given:
    fit = contact.fit if contact else None
    return {"fit": fit, "band": "unscored" if fit is None else str(band_of(fit))}


def _judged(contexts: Sequence[Context], stage: str) -> list[Given]:
    """The verdict of the conversation so far and how much the lead wants to buy; the branch is a decision on record."""
    people = contacts_of(contexts)
    ids = [contact.pk for contact in people.values()]
    verdicts, replies = _verdicts(ids), last_replies(ids)
    judged: dict[int, tuple[str, Level]] = {}
    for run_id, contact in people.items():
        reply, verdict = replies.get(contact.pk), verdicts.get(contact.pk, UNHEARD)
        wish = intent_of(reply.intent, reply.body, contact.engagement) if reply else None
        judged[run_id] = verdict, level_of(verdict, wish, contact.fit)
    decide_many(
        [
            _branch(context, people[context.run_id], *judged[context.run_id])
            for context in contexts
            if context.run_id in judged
        ]
    )
    nobody = (UNHEARD, Level("low", 0, ""))
    return [_fields(*judged.get(context.run_id, nobody)) for context in contexts]


def _fields(verdict: str, level: Level) -> Given:
    return {"verdict": verdict, "level": level.level, "intent": level.intent}


def _verdicts(contact_ids: Sequence[int]) -> dict[int, str]:
    """The last verdict on each of these contacts who has one."""
    rows = Qualification.objects.filter(contact__in=contact_ids)
    last = rows.order_by().values("contact").annotate(last=Max("pk")).values("last")
    found = Qualification.objects.filter(pk__in=last).values_list("contact_id", "verdict")
    return {contact_id: str(LeadVerdict(verdict)) for contact_id, verdict in found}


def _branch(context: Context, contact: Contact, verdict: str, level: Level) -> AgentDecision:
    return AgentDecision(
        organization_id=context.organization_id,
        agent="orchestrator",
        kind="branch",
        rule=f"intent-{level.intent}",
        reason=level.reason,
        key=f"branch:{context.run_id}",
        contact=contact,
        before="judged",
        after=level.intent,
        event_id=context.event_id,
        run_id=context.run_id,
    )


def _contacted(contexts: Sequence[Context], stage: str) -> list[Given]:
    return [{"outcome": _answer(context.values, stage)} for context in contexts]


def _answer(values: Mapping[str, Any], stage: str) -> str:
    if not values.get(f"{stage}.enroll", {}).get("enrolled"):
        return "not_started"
    heard = values.get(f"{stage}.listen", {})
    if "payload" not in heard:
        return "silent"
    return "declined" if heard["payload"].get("label") in DECLINED else "answered"


def _closed(contexts: Sequence[Context], stage: str) -> list[Given]:
    return [{"outcome": _ending(context.values.get(f"{stage}.end", {}))} for context in contexts]


def _ending(end: Mapping[str, Any]) -> str:
    return end.get("payload", end).get("state") or "open"


_GIVERS: dict[str, Callable[[Sequence[Context], str], list[Given]]] = {
    "Found": _found,
    "Researched": _researched,
    "Judged": _judged,
    "Contacted": _contacted,
    "Closed": _closed,
    "Served": _closed,
}
