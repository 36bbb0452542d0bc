"""What each agent did lately: decisions, runs and what its questions to models cost."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from agents.models import AgentDecision
from agents.registry import agents
from quotahit import clock
from quotahit.llm.models import ModelCall
from quotahit.workflow.choices import RunStatus
from quotahit.workflow.models import Run

DAYS = 30


@dataclass(frozen=True)
class AgentNumbers:
    """One agent's last thirty days."""

    name: str
    purpose: str
    decisions: dict[str, int]  # by kind
    runs: dict[str, int]  # by status
    model_calls: int
    cost: Decimal  # US dollars

    @property
    def open_runs(self) -> int:
        ended = {RunStatus.FINISHED, RunStatus.FAILED, RunStatus.CANCELLED}
        return sum(number for status, number in self.runs.items() if status not in ended)


def numbers_of(
    decisions: "QuerySet[AgentDecision]", runs: "QuerySet[Run]", calls: "QuerySet[ModelCall]"
) -> list[AgentNumbers]:
    """Every agent's numbers among the given rows, such as all that a member sees, by its name."""
    since = clock.now() - timedelta(days=DAYS)
    decided = _grouped(decisions.filter(at__gte=since), "agent", "kind", number=Count("pk"))
    went = _grouped(runs.filter(created_at__gte=since), "chain", "status", number=Count("pk"))
    asked = _grouped(calls.filter(at__gte=since), "prompt", number=Count("pk"), cost=Sum("cost"))
    return [
        AgentNumbers(
            name,
            agent.manifest.purpose,
            {row["kind"]: row["number"] for row in decided if row["agent"] == name},
            _summed((row["status"], row["number"]) for row in went if _is_of(name, row["chain"])),
            sum(row["number"] for row in asked if _is_of(name, row["prompt"])),
            sum((row["cost"] or Decimal(0) for row in asked if _is_of(name, row["prompt"])), Decimal(0)),
        )
        for name, agent in agents().items()
    ]


def _grouped(rows: "QuerySet[Any]", *by: str, **numbers: Any) -> list[dict[str, Any]]:
    return list(rows.order_by().values(*by).annotate(**numbers))


def _is_of(agent: str, name: str) -> bool:
    """Chains and prompts of an agent are called after it: `researcher.research`."""
    return name.partition(".")[0] == agent


def _summed(pairs: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, number in pairs:
        found[key] = found.get(key, 0) + number
    return found
