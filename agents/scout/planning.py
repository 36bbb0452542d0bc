"""The scout's plan: what it may do, and when it looks by itself."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from agents.choices import Rhythm, ScoutMode
from agents.models import ScoutPlan
from agents.scout.deciding import AGENT
from agents.scout.searching import begin_search
from crm.changes import apply_changes, check_fields
from crm.journal import enter
from quotahit import clock
from quotahit.accounts.models import Organization

EDITABLE = frozenset(("mode", "least_fit", "most_a_day", "rhythm", "source", "wanted", "credits"))
PERIODS = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}


def change_plan(organization: Organization, *, actor: object, **changes: Any) -> list[str]:
    """Let the scout look so from now on; another rhythm begins now. Records `scout_plan.updated`; gives the fields."""
    check_fields("scout plan", changes, EDITABLE)
    with transaction.atomic():
        plan, _ = ScoutPlan.objects.select_for_update().get_or_create(organization=organization)
        changed = apply_changes(plan, changes)
        if "rhythm" in changed:
            plan.next_at = clock.now() if plan.rhythm in PERIODS else None
        if changed:
            plan.full_clean(validate_unique=False, validate_constraints=False)
            plan.save()
            enter(organization, "scout_plan.updated", plan, actor=actor, payload={"fields": changed})
    return changed


def look_when_due(limit: int = 50) -> int:
    """Begin the searches whose time has come; returns how many. A pause puts them off, and what was missed meanwhile is
    made up for once."""
    now = clock.now()
    begun = 0
    due = ScoutPlan.objects.filter(next_at__lte=now).order_by("next_at")
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            plan = due.select_for_update(of=("self",)).select_related("organization").filter(pk=pk).first()
            begun += plan is not None and _begin(plan, now)
    return begun


def _begin(plan: ScoutPlan, now: datetime) -> bool:
    slot = plan.next_at or now
    period = PERIODS[Rhythm(plan.rhythm)]
    plan.next_at = slot + period * (1 + (now - slot) // period)
    plan.save(update_fields=["next_at"])
    if plan.mode == ScoutMode.OFF or plan.organization.is_paused:
        return False
    key = f"plan:{slot.isoformat()}"
    begin_search(plan.organization, plan.source, wanted=plan.wanted, credits=plan.credits, actor=AGENT, key=key)
    return True
