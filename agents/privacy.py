"""What agents decided about a person."""

from django.db.models import QuerySet

from agents.models import AgentDecision
from crm.subjects import CONTACT
from quotahit.accounts.subjects.holdings import Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject


def _about_person(subject: Subject) -> QuerySet:
    return AgentDecision.objects.filter(contact__in=subject.ids(CONTACT))


def _about_deal(subject: Subject) -> QuerySet:
    """Decisions about a deal of theirs that name no contact: these stay with the deal."""
    return AgentDecision.objects.filter(contact=None, deal__contact__in=subject.ids(CONTACT))


WHY = "What agents and rules decided about them, with the reason."

register(
    Room(
        "agents",
        (
            Holding("agents.AgentDecision", Treatment.DELETED, WHY, find=_about_person),
            Holding("agents.AgentDecision", Treatment.CLEARED, WHY, find=_about_deal),
        ),
    )
)
