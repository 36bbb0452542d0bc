"""Routing by hand: a lead that nobody took, or one that was never routed."""

from agents.models import AgentDecision
from agents.orchestrator.routing.route import route
from crm.models import Contact

BY_HAND = "by hand"


def route_anew(contact: Contact, *, actor: object) -> AgentDecision:
    """Route the lead once more, with everybody in the running again; one that is before a rep stays there."""
    before = AgentDecision.objects.filter(contact=contact, kind="route").count()
    return route(contact, actor=actor, key=f"by-hand:{contact.pk}:{before}", cause=BY_HAND)
