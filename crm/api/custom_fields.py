"""The organization's own fields: read by everybody, defined and changed by managers, archived and never deleted."""

from typing import Any

from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.choices import FieldKind
from crm.choices import Noun as RecordNoun
from crm.models import CustomField
from crm.own_fields.defining import MOST_CHOICES, archive_field, change_field, define_field, restore_field
from quotahit.accounts.api.filters import Filters, Flag, Word
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape
from quotahit.accounts.api.writes import Changed, Made
from quotahit.accounts.choices import Role


class CustomFieldShape(Shape):
    key = serializers.CharField(max_length=60, required=False, help_text="Made from the label where it is left out.")
    choices = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=MOST_CHOICES, required=False, help_text="Of a choice."
    )
    create_only = frozenset({"noun", "key", "kind"})

    class Meta:
        model = CustomField
        fields = (
            *("id", "noun", "key", "label", "kind", "choices", "is_required", "in_list", "position"),
            *("archived_at", "created_at"),
        )
        read_only_fields = ("archived_at", "created_at")
        extra_kwargs = {"noun": {"required": True}, "position": {"help_text": "A change sets it; a new one is last."}}


class CustomFieldFilters(Filters):
    noun = rest.ChoiceFilter(choices=RecordNoun.choices)
    kind = rest.ChoiceFilter(choices=FieldKind.choices)
    key = Word()
    is_active = Flag(field_name="archived_at", lookup_expr="isnull")


@noun("custom_fields")
class CustomFields(Made, Changed, Read):
    """The fields that an organization has beside ours. Records hold their values in `custom`, by key."""

    queryset = CustomField.objects.all()
    serializer_class = CustomFieldShape
    filterset_class = CustomFieldFilters
    ordering = "id"
    edits = Role.MANAGER

    @extend_schema(request=None, responses={200: CustomFieldShape})
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: int) -> Response:
        """Take it from forms, lists and mappings; what records hold in it stays."""
        field = self.row(pk)
        archive_field(field, actor=self.actor)
        return self.told(field)

    @extend_schema(request=None, responses={200: CustomFieldShape})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Bring an archived one back, with all that records hold in it."""
        field = self.row(pk)
        restore_field(field, actor=self.actor)
        return self.told(field)

    def create_row(self, values: dict[str, Any]) -> CustomField:
        position = values.pop("position", None)
        given = {"kind": FieldKind.TEXT} | values
        field = define_field(
            self.organization, given.pop("noun"), given.pop("label"), given.pop("kind"), actor=self.actor, **given
        )
        if position is not None:
            change_field(field, actor=self.actor, position=position)
        return field

    def change_row(self, field: CustomField, values: dict[str, Any]) -> None:
        change_field(field, actor=self.actor, **values)
