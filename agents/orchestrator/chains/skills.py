"""What the engine calls in a chain of agents, beside the agents' own skills."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext
from pydantic import ValidationError

from agents.decisions import decide_many
from agents.models import AgentDecision
from agents.orchestrator.chains import handing_on, handoffs
from agents.orchestrator.chains.checking import problems
from agents.orchestrator.chains.compiling import compile_chain
from agents.orchestrator.chains.contracts import CONTRACTS
from agents.orchestrator.chains.definitions import BadChains, definitions
from agents.orchestrator.chains.people import contacts_of
from agents.orchestrator.chains.returning import come_round, may_return, round_of
from agents.orchestrator.chains.starting import request_chain
from agents.outreach.sequences import start_sequences
from agents.words import NOT_STARTED
from crm.merging.aliases import contact_of
from crm.models import Contact
from outreach.reasons import explained_for_all
from quotahit.events.models import Event
from quotahit.workflow.chains import register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.errors import Permanent
from quotahit.workflow.requesting import register_request
from quotahit.workflow.results import Result, Sleep, WaitFor
from quotahit.workflow.skills import skill, skill_for_many


@skill_for_many("chain.hand_on")
def hand_on(contexts: Sequence[Context], agent: str, stage: str, after: str) -> list[Result]:
    """The typed output of an agent, made of what it was handed and of what it came to."""
    contract = CONTRACTS[agent]
    given = [_given(context, agent, after) for context in contexts]
    added = handing_on.hand_on(contexts, agent, stage)
    outputs = (contract.gives.model_validate({**taken, **more}) for taken, more in zip(given, added, strict=True))
    return [{**output.model_dump(), "done": True} for output in outputs]


def _given(context: Context, agent: str, after: str) -> dict[str, Any]:
    """What the stage before handed on, as this agent takes it; Permanent where it does not fit."""
    handed = context.values.get(after, {}) if after else {"contact_id": context.subject_id}
    try:
        return CONTRACTS[agent].takes.model_validate(handed).model_dump()
    except ValidationError as problem:
        raise Permanent("INPUT_DOES_NOT_FIT") from problem


@skill_for_many("chain.enroll")
def enroll(contexts: Sequence[Context], agent: str, stage: str, sequence: str) -> list[Result]:
    """Start the stage's sequence for each lead; whether it began is a decision on record, with the reason."""
    people = contacts_of(contexts)
    there = [context for context in contexts if context.run_id in people]
    codes = {context.run_id: sequence.format(round=round_of(context)) for context in there}
    began = start_sequences([(people[context.run_id], codes[context.run_id]) for context in there])
    outcomes = {context.run_id: _began(outcome) for context, outcome in zip(there, began, strict=True)}
    decide_many(
        [_enrolled(context, people[context.run_id], stage, codes, outcomes[context.run_id]) for context in there]
    )
    return [outcomes.get(context.run_id, {"enrolled": False, "skipped": "GONE"}) for context in contexts]


def _began(outcome: dict[str, Any]) -> dict[str, Any]:
    return {"enrolled": bool(outcome.get("enrolled")), "skipped": outcome.get("skipped")}


def _enrolled(
    context: Context, contact: Contact, stage: str, codes: dict[int, str], outcome: dict[str, Any]
) -> AgentDecision:
    began, code = outcome["enrolled"], codes[context.run_id]
    return AgentDecision(
        organization_id=context.organization_id,
        agent="outreach",
        kind="enroll" if began else "skip",
        rule=f"chain-{stage}",
        reason=gettext("The chain has come to the stage that writes.")
        if began
        else explained_for_all(outcome["skipped"]),
        key=f"enroll:{context.run_id}:{stage}",
        contact=contact,
        before="judged" if began else code,
        after=code if began else NOT_STARTED,
        event_id=context.event_id,
        run_id=context.run_id,
    )


@skill_for_many("chain.listen")
def listen(contexts: Sequence[Context], agent: str, stage: str, wait_days: int) -> list[Result]:
    """Wait for the lead's next answer on any channel; where nothing was begun there is nothing to wait for."""
    wait = WaitFor("reply.received", timeout=timedelta(days=wait_days))
    return [wait if context.values[f"{stage}.enroll"]["enrolled"] else {} for context in contexts]


@skill("chain.hand_over")
def hand_over(context: Context, agent: str, stage: str, days: int) -> Result:
    """Hand the lead to a person, visibly, and wait until somebody takes it."""
    contact = _contact(context)
    if contact is None:
        return {"gone": True}
    handoffs.hand_to_people(contact, context, agent, stage)
    return WaitFor(handoffs.TAKEN, timeout=timedelta(days=days))


@skill("chain.escalate")
def escalate(context: Context, agent: str, stage: str, more_days: int) -> Result:
    """Nobody took it: tell those who manage, and wait once more."""
    contact = _contact(context)
    if contact is None:
        return {"gone": True}
    handoffs.escalate(contact, context, agent, stage)
    return WaitFor(handoffs.TAKEN, timeout=timedelta(days=more_days))


@skill("chain.await_end")
def await_end(context: Context, agent: str, stage: str, end_days: int) -> Result:
    """Wait for what becomes of a lead that somebody has taken."""
    values = context.values
    taken = values.get(f"{stage}.escalate") or values.get(f"{stage}.ask", {})
    state = taken.get("payload", {}).get("state")
    if state is None:
        return {"state": "untaken"}
    if state in handoffs.ENDS:
        return {"state": state}
    # It may have ended while no worker was there to take notice that it was taken.
    since = Event.objects.filter(pk=taken["event_id"]).values_list("at", flat=True).first()
    return WaitFor(handoffs.ENDED, timeout=timedelta(days=end_days), since=since)


@skill("chain.rest")
def rest(context: Context, days: int) -> Result:
    """Leave the lead in peace for so long."""
    return Sleep(context.now + timedelta(days=days))


@skill("chain.come_back")
def come_back(context: Context, rounds: int) -> dict[str, Any]:
    """Whether the lead may be written to again by now; why not is a code and a decision."""
    contact = _contact(context)
    why_not = "GONE" if contact is None else may_return(contact, context, rounds)
    return {"may": not why_not, "why": why_not, "round": round_of(context)}


@skill("chain.again")
def again(context: Context, stage: str, chain: str, rounds: int) -> dict[str, Any]:
    """Begin the next round while nobody has answered and there is one left."""
    contact = _contact(context)
    outcome = context.values[stage]["outcome"]
    return {"again": contact is not None and come_round(contact, context, chain, rounds, outcome), "outcome": outcome}


def _contact(context: Context) -> Contact | None:
    return contact_of(context.organization_id, context.subject_id) if context.subject_id else None


def register() -> None:
    """Offer the chains of `chains.json`. What is wrong with them is told by the system check, and is not offered."""
    with suppress(BadChains):
        for chain in definitions():
            if not problems(chain):
                register_chain(compile_chain(chain))
                register_request(chain.name, request_chain)
