"""The acts that follow an import, done for hundreds of contacts in a few statements."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from agents.decisions import decide_many
from agents.models import AgentDecision
from agents.orchestrator.case import ACTOR, Case
from agents.orchestrator.chains.starting import start_chain
from agents.outreach.sequences import start_sequences
from agents.words import NOT_STARTED
from crm.scoring import score_contacts
from outreach.reasons import explained_for_all
from quotahit.accounts.models import Organization
from quotahit.workflow.runs import start

Outcomes = list[dict[str, Any]]


def research(cases: Sequence[Case]) -> Outcomes:
    """Have the researcher complete and score the contacts."""
    start("researcher.research", [case.event for case in cases])
    return [{"started": "researcher.research"} for _ in cases]


def rescore(cases: Sequence[Case]) -> Outcomes:
    """Score the contacts again."""
    fits: dict[int, int] = {}
    for organization, ours in _by_organization(cases).items():
        scores = score_contacts(organization, [case.contact.pk for case in ours], cause="changed", actor=ACTOR)
        fits |= {score.contact_id: score.fit for score in scores}
    return [{"score": fits.get(case.contact.pk)} for case in cases]


def enroll(cases: Sequence[Case]) -> Outcomes:
    """Start the rules' sequences, except where something has begun since the rule was chosen."""
    idle = [case for case in cases if case.situation.facts["idle"]]
    started = start_sequences([(case.contact, case.rule.sequence) for case in idle])
    outcomes = {case.context.run_id: outcome for case, outcome in zip(idle, started, strict=True)}
    refused = [(case, outcome["skipped"]) for case, outcome in zip(idle, started, strict=True) if outcome["skipped"]]
    decide_many([_why_not(case, reason) for case, reason in refused])
    return [outcomes.get(case.context.run_id, {"skipped": "NOT_IDLE"}) for case in cases]


def begin_chain(cases: Sequence[Case]) -> Outcomes:
    """Start the rules' chains of agents, for all leads of an organization at once."""
    outcomes: dict[int, dict[str, Any]] = {}
    for organization, ours in _by_organization(cases).items():
        for chain in {case.rule.chain for case in ours}:
            same = [case for case in ours if case.rule.chain == chain]
            begun = start_chain(organization, {case.contact.pk for case in same}, chain, actor=ACTOR)
            outcomes |= {case.context.run_id: begun.outcome(case.contact.pk) for case in same}
    return [outcomes[case.context.run_id] for case in cases]


def _by_organization(cases: Sequence[Case]) -> dict[Organization, list[Case]]:
    found: dict[Organization, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.contact.organization].append(case)
    return found


def _why_not(case: Case, reason: str) -> AgentDecision:
    """Why a sequence was not started, so that nobody has to guess."""
    return AgentDecision(
        organization_id=case.contact.organization_id,
        agent="outreach",
        kind="skip",
        rule=case.rule.name,
        reason=explained_for_all(reason),
        key=case.key("not-started"),
        contact=case.contact,
        before=case.rule.sequence,
        after=NOT_STARTED,
        event_id=case.context.event_id,
        run_id=case.context.run_id,
    )
