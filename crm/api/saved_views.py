"""Views of the lists: what a list is asked, under a name, one's own or shared."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django_filters import rest_framework as rest
from rest_framework import serializers

from crm.choices import ListNoun
from crm.models import SavedView
from crm.saved_views.defining import change_view, delete_view, may_change, save_view
from crm.saved_views.questions import MOST_COLUMNS, Question, load
from quotahit.accounts.api.filters import Filters, Flag, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, NameOf, Shape, Strict, is_storable, mistyped
from quotahit.accounts.api.writes import Changed, Deleted, Made
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership

LONGEST = 200  # characters of one text
MOST_VALUES = 50  # of one filter


class Words(serializers.ListField):
    """A list of texts, of texts alone at whatever depth it stands."""

    def __init__(self, most: int, **options: Any) -> None:
        child = serializers.CharField(max_length=LONGEST)
        super().__init__(child=child, max_length=most, required=False, **options)

    def to_internal_value(self, data: Any) -> Any:
        if problem := mistyped(self, data):
            raise serializers.ValidationError(problem)
        return super().to_internal_value(data)


class ViewQuestion(Strict):
    """What the list is asked; what is left out asks nothing."""

    filters = serializers.DictField(
        child=Words(MOST_VALUES), required=False, help_text="The parameters of the list's filters, with their values."
    )
    search = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    columns = Words(MOST_COLUMNS, help_text="The columns it shows, in their order.")
    order = Words(MOST_COLUMNS, help_text="Columns to order by; one that begins with “-” goes down.")

    def validate_filters(self, filters: dict[str, list[str]]) -> dict[str, list[str]]:
        if not is_storable(filters):
            raise serializers.ValidationError("This holds what cannot be stored.")
        return filters

    def to_representation(self, stored: Any) -> dict[str, Any]:
        """Every part is told, also one that asks nothing."""
        return load(stored).model_dump()


class SavedViewShape(Shape):
    question = ViewQuestion(source="asks")
    owner = MemberField(read_only=True, allow_null=True)
    owner_name = NameOf("owner")
    create_only = frozenset({"noun"})

    class Meta:
        model = SavedView
        fields = (
            *("id", "noun", "name", "question", "is_shared", "is_pinned", "owner", "owner_name"),
            *("created_at", "updated_at"),
        )
        read_only_fields = ("created_at", "updated_at")


class SavedViewFilters(Filters):
    noun = rest.ChoiceFilter(choices=ListNoun.choices)
    is_shared = Flag()
    is_pinned = Flag()
    updated_since = Since("updated_at")


@noun("saved_views")
class SavedViews(Made, Changed, Deleted, Read):
    """The member's own views and the shared ones. Everybody changes their own, managers the shared as well."""

    queryset = SavedView.objects.select_related("owner")
    serializer_class = SavedViewShape
    filterset_class = SavedViewFilters
    ordering = "id"
    edits = Role.VIEWER

    def narrowed(self, rows: QuerySet, membership: Membership) -> QuerySet:
        """A personal view is nobody else's, whatever they see."""
        return super().narrowed(rows, membership).open_to(membership.user_id)  # type: ignore[attr-defined]

    def create_row(self, values: dict[str, Any]) -> SavedView:
        question = Question(**values.pop("asks"))
        return save_view(
            values.pop("noun"), values.pop("name"), question, by=self.key.membership, asked_as=self.actor, **values
        )

    def change_row(self, view: SavedView, values: dict[str, Any]) -> None:
        self._check(view)
        if "asks" in values:
            values["question"] = Question(**values.pop("asks"))
        change_view(view, by=self.key.membership, asked_as=self.actor, **values)

    def delete_row(self, view: SavedView) -> None:
        self._check(view)
        delete_view(view, by=self.key.membership, asked_as=self.actor)

    def _check(self, view: SavedView) -> None:
        if not may_change(view, self.key.membership):
            raise PermissionDenied
