"""The agents' decisions in the REST API."""

from typing import ClassVar

from agents.models import AgentDecision
from quotahit.accounts.api.filters import Filters, Id, Since, Word
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape


class DecisionShape(Shape):
    class Meta:
        model = AgentDecision
        fields = (
            *("id", "agent", "kind", "rule", "contact", "deal", "before", "after", "reason", "event_id", "run_id"),
            *("at",),
        )
        read_only_fields = fields


class DecisionFilters(Filters):
    contact = Id()
    deal = Id()
    agent = Word()
    rule = Word()
    since = Since("at")


@noun("decisions")
class Decisions(Read):
    """What an agent or a rule decided, by which rule and why."""

    queryset = AgentDecision.objects.all()
    serializer_class = DecisionShape
    filterset_class = DecisionFilters
    ordering = "-at"
    orderings: ClassVar[dict[str, str]] = {"at": "at"}
