"""What the agents add to a contact's timeline: their decisions, each with its why."""

from collections.abc import Iterator
from datetime import datetime

from agents.models import AgentDecision
from crm.models import Contact
from crm.timeline import TimelineEntry, register_timeline_source


@register_timeline_source
def decisions(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Decisions about this contact."""
    rows = AgentDecision.objects.filter(contact=contact)
    if before is not None:
        rows = rows.filter(at__lt=before)
    for row in rows.order_by("-at", "-pk")[:limit]:
        title = f"{row.happened}: {row.done}" if row.before else row.done.capitalize()
        yield TimelineEntry(row.at, "decision", title, row.reason, f"agent:{row.agent}", detail={"rule": row.rule})
