"""What the agents add to a contact's timeline: their decisions, each with its why."""

from collections.abc import Iterable
from datetime import datetime

from agents.models import AgentDecision
from crm.models import Contact
from crm.timeline import Lines, TimelineEntry, newest, register_timeline_source


@register_timeline_source
def decisions(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Decisions about this contact."""
    yield Lines(newest(AgentDecision.objects.filter(contact=contact), "at", before, limit), _decision)


def _decision(row: AgentDecision) -> TimelineEntry:
    title = f"{row.happened}: {row.done}" if row.before else row.done.capitalize()
    return TimelineEntry(row.at, "decision", title, row.reason, f"agent:{row.agent}", detail={"rule": row.rule})
