"""What is to be done, what was written down, and what a member was told."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Company, Contact, Deal, Note, Notification, Task
from crm.noticing.kinds import KINDS, of_kind
from crm.notify import mark_read
from crm.todo import add_note, complete_task, create_task, reopen_task, update_task
from quotahit.accounts.api.filters import Filters, Flag, Id, Since, Until
from quotahit.accounts.api.nouns import Listed, Noun, Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, NameOf, RowField, Shape
from quotahit.accounts.api.writes import Changed, Made, Many
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership


class TaskShape(Shape):
    contact = RowField(queryset=Contact.objects.all(), required=False, allow_null=True)
    deal = RowField(queryset=Deal.objects.all(), required=False, allow_null=True)
    assignee = MemberField(required=False, allow_null=True)
    assignee_name = NameOf("assignee")

    class Meta:
        model = Task
        fields = (
            *("id", "title", "detail", "contact", "deal", "assignee", "assignee_name", "kind", "priority"),
            *("due_at", "reminder", "remind_at", "done_at", "created_by", "created_at"),
        )
        read_only_fields = ("remind_at", "done_at", "created_by", "created_at")


class TaskFilters(Filters):
    contact = Id()
    deal = Id()
    assignee = Id()
    is_open = Flag(field_name="done_at", lookup_expr="isnull")
    due_since = Since("due_at")
    due_before = Until("due_at")
    created_since = Since("created_at")


@noun("tasks")
class Tasks(Made, Changed, Many, Read):
    """What people are to do."""

    queryset = Task.objects.select_related("assignee")
    serializer_class = TaskShape
    filterset_class = TaskFilters
    orderings: ClassVar[dict[str, str]] = {"id": "pk", "due_at": "due_at"}

    @extend_schema(request=None, responses={200: TaskShape})
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: int) -> Response:
        """Mark the task as done."""
        task = self.row(pk)
        complete_task(task, actor=self.actor)
        return self.told(task)

    @extend_schema(request=None, responses={200: TaskShape})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Put a done task back on the list."""
        task = self.row(pk)
        reopen_task(task, actor=self.actor)
        return self.told(task)

    def create_row(self, values: dict[str, Any]) -> Task:
        return create_task(self.organization, actor=self.actor, **values)

    def change_row(self, task: Task, values: dict[str, Any]) -> None:
        update_task(task, actor=self.actor, **values)


class NoteShape(Shape):
    contact = RowField(queryset=Contact.objects.all(), required=False, allow_null=True)
    company = RowField(queryset=Company.objects.all(), required=False, allow_null=True)
    deal = RowField(queryset=Deal.objects.all(), required=False, allow_null=True)
    author = MemberField(read_only=True, allow_null=True)
    author_name = NameOf("author")

    class Meta:
        model = Note
        fields = ("id", "body", "contact", "company", "deal", "author", "author_name", "created_at")
        read_only_fields = ("created_at",)
        extra_kwargs = {"body": {"max_length": 50_000}}


class NoteFilters(Filters):
    contact = Id()
    company = Id()
    deal = Id()
    author = Id()
    created_since = Since("created_at")


@noun("notes")
class Notes(Made, Many, Read):
    """What people wrote down. A note stands as it was written: it is made and never changed."""

    queryset = Note.objects.select_related("author")
    serializer_class = NoteShape
    filterset_class = NoteFilters

    def create_row(self, values: dict[str, Any]) -> Note:
        return add_note(self.organization, values.pop("body"), actor=self.actor, **values)


class NotificationShape(Shape):
    class Meta:
        model = Notification
        fields = ("id", "kind", "title", "body", "link", "urgency", "read_at", "created_at")
        read_only_fields = fields


class NotificationFilters(Filters):
    is_unread = Flag(field_name="read_at", lookup_expr="isnull")
    kind = rest.ChoiceFilter(
        choices=[(code, code) for code in KINDS], method="of_one_kind", help_text="As in the member's preferences."
    )
    created_since = Since("created_at")

    def of_one_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(of_kind(value))


class Marked(serializers.Serializer):
    marked = serializers.IntegerField(help_text="How many were unread.")


@noun("notifications")
class Notifications(Listed, Noun):
    """What the key's member should know."""

    queryset = Notification.objects.all()
    serializer_class = NotificationShape
    filterset_class = NotificationFilters
    edits = Role.VIEWER

    def narrowed(self, rows: QuerySet, membership: Membership) -> QuerySet:
        return rows.filter(user=membership.user_id)

    @extend_schema(request=None, responses={200: Marked})
    @action(detail=False, methods=["post"])
    def read(self, request: Request) -> Response:
        """Mark all of them as read."""
        return Response({"marked": mark_read(self.key.membership.user, self.organization)})
