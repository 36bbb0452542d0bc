"""Writing down what an agent decided: one row and one audit entry, once per cause."""

from typing import Any

from django.db import transaction

from agents.models import AgentDecision
from quotahit.audit.log import append


def decide(
    organization_id: int,
    *,
    agent: str,
    kind: str,
    rule: str,
    reason: str,
    key: str,
    contact_id: int | None = None,
    deal_id: int | None = None,
    before: str = "",
    after: str = "",
    **origin: int | None,
) -> AgentDecision:
    """Write a decision; a second one of the same `key` is the first. `origin` may hold event_id and run_id."""
    row: dict[str, Any] = {
        "agent": agent,
        "kind": kind,
        "rule": rule,
        "reason": reason,
        "contact_id": contact_id,
        "deal_id": deal_id,
        "before": before,
        "after": after,
        **origin,
    }
    with transaction.atomic():
        decision, is_new = AgentDecision.objects.get_or_create(organization_id=organization_id, key=key, defaults=row)
        if is_new:
            why = {"rule": rule, "kind": kind, "contact_id": contact_id, "deal_id": deal_id, **origin}
            append(organization_id, f"agent:{agent}", "agent.decided", decision, why=why, outcome=after or "nothing")
    return decision
