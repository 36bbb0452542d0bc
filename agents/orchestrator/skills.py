"""What the orchestrator's chain calls: decide, then act."""

from typing import Any

from agents.decisions import decide as write_decision
from agents.orchestrator.acts import ACTS, Case
from agents.orchestrator.facts import Situation, situation
from agents.orchestrator.rules import choose, event_types, rules
from quotahit.events.models import Event
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.skills import skill


@skill("orchestrator.decide")
def decide(context: Context) -> dict[str, Any]:
    """Find the rule that fits the event and write the decision down; no rule, no act."""
    if context.event is None:
        return {"rule": None}
    case = _situation(context.event)
    rule = choose(context.event.type, case.facts)
    if rule is None or (case.contact is None and case.deal is None):
        return {"rule": None}
    write_decision(
        context.organization_id,
        agent="orchestrator",
        kind="+".join(rule.acts),
        rule=rule.name,
        reason=rule.reason,
        key=f"orchestrator:{context.event_id}",
        contact_id=case.contact.pk if case.contact else None,
        deal_id=case.deal.pk if case.deal else None,
        before=context.event.type,
        after=rule.sequence or rule.acts[0],
        event_id=context.event_id,
        run_id=context.run_id,
    )
    return {"rule": rule.name}


@skill("orchestrator.act")
def act(context: Context) -> dict[str, Any]:
    """Do what the chosen rule names, in its order."""
    name = context.values["decide"]["rule"]
    rule = next((rule for rule in rules() if rule.name == name), None)
    if rule is None or context.event is None:
        return {}
    case = Case(_situation(context.event), rule, context)
    return {act: ACTS[act](case) for act in rule.acts}


def _situation(event: Event) -> Situation:
    return situation(event.organization_id, event.subject_type, event.subject_id, event.payload)


def register() -> None:
    """Offer the chain that every event of the rules starts."""
    steps = (Step("decide", "orchestrator.decide"), Step("act", "orchestrator.act"))
    register_chain(Chain("orchestrator.react", 1, steps=steps, on=event_types()))
