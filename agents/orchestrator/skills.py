"""What the orchestrator's chain calls: decide, then act; hundreds of events at once where that many have come."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from agents.decisions import decide_many
from agents.models import AgentDecision
from agents.orchestrator.acts import ACTS
from agents.orchestrator.case import Case
from agents.orchestrator.facts import situations
from agents.orchestrator.rules import choose, event_types, rules
from agents.orchestrator.switches import in_force
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.results import Result
from quotahit.workflow.skills import skill_for_many


@skill_for_many("orchestrator.decide")
def decide(contexts: Sequence[Context]) -> list[Result]:
    """Find the rule that fits each event and write the decision down; no rule, no act."""
    with_event = [(context, context.event) for context in contexts if context.event]
    seen = situations([event for _, event in with_event])
    held = in_force({event.organization_id for _, event in with_event})
    cases = [
        Case(situation, rule, context)
        for (context, event), situation in zip(with_event, seen, strict=True)
        if (rule := choose(event.type, situation.facts, held[event.organization_id]))
        and (situation.contact or situation.deal)
    ]
    decide_many([_decision(case) for case in cases])
    chosen = {case.context.run_id: case.rule.name for case in cases}
    return [{"rule": chosen.get(context.run_id)} for context in contexts]


@skill_for_many("orchestrator.act")
def act(contexts: Sequence[Context]) -> list[Result]:
    """Do what the chosen rules name, each in its order; the same act of many events is one."""
    by_name = {rule.name: rule for rule in rules()}
    ruled = [(context, by_name.get(context.values["decide"]["rule"])) for context in contexts]
    to_act = [(context, context.event, rule) for context, rule in ruled if rule and context.event]
    seen = situations([event for _, event, _ in to_act])
    cases = [Case(situation, rule, context) for (context, _, rule), situation in zip(to_act, seen, strict=True)]
    done: dict[int, dict[str, Any]] = defaultdict(dict)
    for turn in range(max((len(case.rule.acts) for case in cases), default=0)):
        for name, same in _by_act(cases, turn).items():
            for case, outcome in zip(same, ACTS[name](same), strict=True):
                done[case.context.run_id][name] = outcome
    return [done[context.run_id] for context in contexts]


def _by_act(cases: Sequence[Case], turn: int) -> dict[str, list[Case]]:
    """The cases that have an act in this turn, by its name."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if turn < len(case.rule.acts):
            found[case.rule.acts[turn]].append(case)
    return found


def _decision(case: Case) -> AgentDecision:
    return AgentDecision(
        organization_id=case.context.organization_id,
        agent="orchestrator",
        kind="+".join(case.rule.acts),
        rule=case.rule.name,
        reason=case.reason,
        key=f"orchestrator:{case.context.event_id}",
        contact=case.situation.contact,
        deal=case.situation.deal,
        before=case.event.type,
        after=case.rule.aim,
        event_id=case.context.event_id,
        run_id=case.context.run_id,
    )


def register() -> None:
    """Offer the chain that every event of the rules starts."""
    steps = (Step("decide", "orchestrator.decide"), Step("act", "orchestrator.act"))
    register_chain(Chain("orchestrator.react", 1, steps=steps, on=event_types()))
