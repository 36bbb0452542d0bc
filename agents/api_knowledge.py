"""What agents may say, and the qualifier's conversations, in the REST API."""

from typing import Any, ClassVar

from django_filters import rest_framework as rest

from agents.choices import KnowledgeLanguage, TalkState
from agents.knowledge.keeping import change, discard, keep
from agents.models import KnowledgeEntry, QualifierTalk
from quotahit.accounts.api.filters import Filters, Flag, Id, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape
from quotahit.accounts.api.writes import Changed, Deleted, Made
from quotahit.accounts.choices import Role


class KnowledgeShape(Shape):
    class Meta:
        model = KnowledgeEntry
        fields = (
            *("id", "question", "answer", "language", "valid_from", "valid_until", "is_active"),
            *("created_at", "updated_at"),
        )
        read_only_fields = ("created_at", "updated_at")


class KnowledgeFilters(Filters):
    language = rest.ChoiceFilter(choices=KnowledgeLanguage.choices)
    is_active = Flag()


@noun("knowledge")
class Knowledge(Made, Changed, Deleted, Read):
    """What agents may tell a prospect: the answer to a question, or a statement by itself, said word by word."""

    edits = Role.MANAGER
    queryset = KnowledgeEntry.objects.all()
    serializer_class = KnowledgeShape
    filterset_class = KnowledgeFilters
    ordering = "id"

    def create_row(self, values: dict[str, Any]) -> KnowledgeEntry:
        entry = KnowledgeEntry(organization=self.organization, **values)
        keep(entry, actor=self.actor)
        return entry

    def change_row(self, row: KnowledgeEntry, values: dict[str, Any]) -> None:
        change(row, actor=self.actor, **values)

    def delete_row(self, row: KnowledgeEntry) -> None:
        discard(row, actor=self.actor)


class TalkShape(Shape):
    class Meta:
        model = QualifierTalk
        fields = (
            *("id", "contact", "state", "is_fast", "rounds", "next_at", "code", "reason", "qualification"),
            *("started_at", "ended_at"),
        )
        read_only_fields = fields


class TalkFilters(Filters):
    contact = Id()
    state = rest.ChoiceFilter(choices=TalkState.choices)
    since = Since("started_at")


@noun("talks")
class Talks(Read):
    """The qualifier's conversations: how far each is, when it comes back, and what it came to."""

    queryset = QualifierTalk.objects.all()
    serializer_class = TalkShape
    filterset_class = TalkFilters
    ordering = "-started_at"
    orderings: ClassVar[dict[str, str]] = {"started_at": "started_at"}
