"""What of the knowledge may be said today, as passages."""

from zoneinfo import ZoneInfo

from agents.knowledge.finding import Passage
from agents.models import KnowledgeEntry
from quotahit import clock
from quotahit.accounts.models import Organization


def passages_of(organization: Organization) -> list[Passage]:
    """The organization's entries, in every language, that are valid by its own calendar."""
    today = clock.now().astimezone(ZoneInfo(organization.zone)).date()
    entries = KnowledgeEntry.objects.for_organization(organization).valid(today).order_by("pk")
    return [Passage(entry.answer.strip(), entry.question.strip(), entry.pk, entry.language) for entry in entries]
