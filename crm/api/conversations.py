"""The inbox: who was heard from, and what people do about it."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm import conversations
from crm.models import Conversation
from quotahit import clock
from quotahit.accounts.api.filters import Filters, Flag, Id, Since
from quotahit.accounts.api.nouns import Noun, Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, NameOf, Shape, Strict
from quotahit.accounts.api.writes import read_input

STATES = ("open", "unread", "snoozed", "done")


class ConversationShape(Shape):
    assignee = MemberField(read_only=True, allow_null=True)
    assignee_name = NameOf("assignee")

    class Meta:
        model = Conversation
        fields = (
            *("id", "contact", "channel", "heard_at", "interaction_id", "assignee", "assignee_name"),
            *("read_at", "snoozed_until", "done_at"),
        )
        read_only_fields = fields


class ConversationFilters(Filters):
    contact = Id()
    assignee = Id()
    is_assigned = Flag(field_name="assignee", lookup_expr="isnull", exclude=True)
    state = rest.ChoiceFilter(choices=[(state, state) for state in STATES], method="in_state")
    heard_since = Since("heard_at")

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[Conversation]:
        if value == "done":
            return rows.filter(done_at__isnull=False)  # type: ignore[no-any-return]
        return getattr(rows, value)()  # type: ignore[no-any-return]


class Assigning(Strict):
    member = MemberField(allow_null=True, help_text="Null for nobody.")


class Snoozing(Strict):
    until = serializers.DateTimeField()

    def validate_until(self, until: Any) -> Any:
        if until <= clock.now():
            raise serializers.ValidationError("That time has passed already.")
        return until


class ConversationActs(Noun):
    """What people do with a conversation. To answer it, see /deliveries/answer/."""

    @extend_schema(request=Assigning, responses={200: ConversationShape})
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: int) -> Response:
        """Give it to a member, who is told, or to nobody."""
        row, values = self.row(pk), read_input(self, Assigning)
        conversations.assign(row, values["member"], actor=self.actor)
        return self.told(row)

    @extend_schema(request=Snoozing, responses={200: ConversationShape})
    @action(detail=True, methods=["post"])
    def snooze(self, request: Request, pk: int) -> Response:
        """Put it out of sight until a time, or until something is heard."""
        row, values = self.row(pk), read_input(self, Snoozing)
        conversations.snooze(row, values["until"], actor=self.actor)
        return self.told(row)

    @extend_schema(request=None, responses={200: ConversationShape})
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: int) -> Response:
        """Put it away; a new word opens it again."""
        return self._do(conversations.put_away, pk)

    @extend_schema(request=None, responses={200: ConversationShape})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Take back that it was put off or away."""
        return self._do(conversations.bring_back, pk)

    @extend_schema(request=None, responses={200: ConversationShape})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: int) -> Response:
        """It was read."""
        return self._do(conversations.mark_read, pk)

    @extend_schema(request=None, responses={200: ConversationShape})
    @action(detail=True, methods=["post"])
    def unread(self, request: Request, pk: int) -> Response:
        """It is to count as unread again."""
        row = self.row(pk)
        conversations.mark_read(row, actor=self.actor, unread=True)
        return self.told(row)

    def _do(self, verb: Any, pk: int) -> Response:
        row = self.row(pk)
        verb(row, actor=self.actor)
        return self.told(row)


@noun("conversations")
class Conversations(ConversationActs, Read):
    """One contact's place in the inbox, over all channels. What was said stands in `interactions`."""

    queryset = Conversation.objects.select_related("organization", "contact", "assignee")
    serializer_class = ConversationShape
    filterset_class = ConversationFilters
    ordering = "-heard_at"
    orderings: ClassVar[dict[str, str]] = {"heard_at": "heard_at"}
