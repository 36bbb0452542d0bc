"""What open pages show and nothing else tells them of: they look again when it has happened."""

from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.push import tell_organization

TOPICS = {
    "approvals": ("approval.requested", "approval.revised", "approval.resolved"),
    "tasks": ("task.created", "task.done", "task.reopened", "task.changed", "task.assigned", "task.rescheduled"),
    "deals": ("deal.created", "deal.updated", "deal.stage_changed", "deal.imported", "deal.deleted"),
    "scout": ("leads.search_asked", "leads.found", "leads.decided"),
    "contacts": (
        "contact.created",
        "contact.updated",
        "contact.unsubscribed",
        "lead.scored",
        "hold.placed",
        "hold.released",
        "enrollment.started",
        "enrollment.stopped",
    ),
}
_TOPIC_OF = {type_: topic for topic, types in TOPICS.items() for type_ in types}


@listens_to(*_TOPIC_OF)
def tell_open_pages(events: list[Event]) -> None:
    """One hint for each organization and topic, however many rows there are; it leaves when they are committed."""
    for organization_id, topic in {(event.organization_id, _TOPIC_OF[event.type]) for event in events}:
        tell_organization(organization_id, topic)
