"""The numbers of now, what waits for a person, and what the agents did."""

from typing import Any

from agents.mcp.callers import Caller
from agents.mcp.errors import NotFound
from agents.mcp.presenting import plain, shown
from agents.mcp.resources.deals import forecast_line
from agents.mcp.resources.registry import LISTED, Answer, resource
from agents.models import AgentDecision
from agents.orchestrator.chains.progress import progress
from agents.orchestrator.switches import starters
from agents.registry import agents
from agents.statistics import numbers_of
from crm.bands import BANDS, BANDS_AND_UNSCORED, UNSCORED
from crm.forecast import forecast
from crm.models import Deal, Task
from outreach.figures import leads, messages, work
from quotahit.estimates import count_about
from quotahit.llm.models import ModelCall
from quotahit.llm.spending import spend_this_month
from quotahit.workflow.models import Approval, Run


@resource("dashboard", "The numbers of now: leads, work, messages, pipeline, what models cost")
def dashboard(caller: Caller) -> Answer:
    spent, zone = spend_this_month(caller.organization), caller.zone
    asked = {**leads(caller.rows), **work(caller.rows, zone), **messages(caller.rows)}
    waiting = caller.rows(Approval).waiting()  # type: ignore[attr-defined]
    if caller.membership is not None:
        waiting = waiting.answerable_by(caller.membership)
    counts = count_about(**asked, tasks_open=caller.rows(Task).filter(done_at=None), approvals=waiting)
    number = {name: count.value for name, count in counts.items()}
    return {
        "organization": caller.organization.name,
        "paused": caller.organization.is_paused,
        "autonomy": caller.organization.autonomy,
        "leads": {
            "all": sum(number[band] for band in BANDS_AND_UNSCORED),
            **{str(band): number[band] for band in BANDS},
            "not_scored": number[UNSCORED],
        },
        "tasks_open": number["tasks_open"],
        "tasks_due": number["tasks_due"],
        "approvals_waiting": number["approvals"],
        "messages": {name: number[name] for name in ("sent", "blocked", "unknown", "replies")},
        "runs_open": number["runs_open"],
        "estimated": sorted(name for name, count in counts.items() if not count.is_exact),
        "pipeline": forecast_line(forecast(caller.organization, caller.rows(Deal)).total),
        "currency": caller.organization.currency,
        "models_this_month": {"spent": plain(spent), "budget": plain(caller.organization.monthly_model_budget)},
    }


@resource("approvals", "What waits for a person, with the fingerprint that an answer has to name")
def approvals(caller: Caller) -> Answer:
    rows = caller.rows(Approval).waiting().order_by("created_at", "pk")  # type: ignore[attr-defined]
    return {
        "approvals": [
            shown(
                id=one.pk,
                title=one.title,
                kind=one.kind,
                content={name: plain(value) for name, value in one.load().stored().items()},
                choices=[code for code, _ in one.choices],
                fingerprint=one.fingerprint,
                expires_at=one.expires_at,
            )
            for one in rows[:LISTED]
        ]
    }


@resource("agents", "The agents: what each is for and what it may call")
def all_agents(caller: Caller) -> Answer:
    return {
        "agents": [
            shown(
                name=name,
                purpose=agent.manifest.purpose,
                version=agent.manifest.version,
                skills=list(agent.manifest.skills),
            )
            for name, agent in agents().items()
        ]
    }


@resource("chains", "The chains of agents: what each is for, its stages, and how many leads stand where")
def chains(caller: Caller) -> Answer:
    begun = starters(caller.organization.pk)
    return {
        "chains": [
            shown(
                name=one.definition.name,
                purpose=one.definition.purpose,
                begins_with=[rule.on for rule, is_on in begun.get(one.definition.name, ()) if is_on],
                under_way=one.here,
                stages=[
                    shown(stage=stage.name, agent=stage.agent, leads=stage.here, waiting=stage.waiting)
                    for stage in one.stages
                ],
                ended=dict(one.ended),
            )
            for one in progress(caller.rows(Run))
        ]
    }


@resource("agents/stats", "What each agent did in the last thirty days")
def agent_stats(caller: Caller) -> Answer:
    return {"agents": [_numbers(one) for one in _all_numbers(caller)]}


@resource("agents/{name}/stats", "What one agent did in the last thirty days")
def one_agents_stats(caller: Caller, name: str) -> Answer:
    for one in _all_numbers(caller):
        if one.name == name:
            return _numbers(one)
    raise NotFound(f"There is no agent “{name}”. There are: {', '.join(agents())}.")


def _all_numbers(caller: Caller) -> list[Any]:
    return numbers_of(caller.rows(AgentDecision), caller.rows(Run), caller.rows(ModelCall))


def _numbers(one: Any) -> Answer:
    return {**vars(one), "cost": plain(one.cost), "open_runs": one.open_runs}
