"""Writing down what an agent decided: one row and one audit entry, once per cause."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from agents.models import AgentDecision
from quotahit.audit.log import Act, append_many

ORIGIN = ("contact_id", "deal_id", "event_id", "run_id")


def decide(organization_id: int, *, key: str, **row: Any) -> AgentDecision:
    """Write a decision, given by its columns; a second one of the same `key` is the first."""
    return decide_many([AgentDecision(organization_id=organization_id, key=key, **row)])[0]


def decide_many(rows: Sequence[AgentDecision]) -> list[AgentDecision]:
    """Write unsaved decisions set-based; returns them, or those that were written before under the same keys."""
    marks = [(row.organization_id, row.key) for row in rows]
    with transaction.atomic():
        known = _written({row.organization_id for row in rows}, [row.key for row in rows])
        new = {mark: row for mark, row in zip(marks, rows, strict=True) if mark not in known}
        AgentDecision.objects.bulk_create(new.values())
        append_many(_act(row) for row in new.values())
    return [known.get(mark) or new[mark] for mark in marks]


def _written(organizations: set[int], keys: Sequence[str | None]) -> dict[tuple[int, str | None], AgentDecision]:
    found = AgentDecision.objects.filter(organization__in=organizations, key__in=keys)
    return {(row.organization_id, row.key): row for row in found}


def _act(row: AgentDecision) -> Act:
    why = {"rule": row.rule, "kind": row.kind, **{name: getattr(row, name) for name in ORIGIN}}
    actor, outcome = f"agent:{row.agent}", row.after or "nothing"
    return Act(row.organization_id, actor, "agent.decided", row, why=why, outcome=outcome)
