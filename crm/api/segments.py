"""Segments: saved questions, what may be asked in them, and how many rows meet one."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.choices import Noun as RecordNoun
from crm.models import Segment
from crm.segments.compiling import catalogue, segment_rows, where_segment
from crm.segments.conditions import load
from crm.segments.defining import change_segment, create_segment, delete_segment
from crm.segments.operators import OPERATORS
from crm.segments.registry import SegmentField
from quotahit.accounts.api.filters import Filters, Id, Since, Word
from quotahit.accounts.api.nouns import Noun, Read
from quotahit.accounts.api.problems import Problem
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Loose, Shape
from quotahit.accounts.api.writes import Changed, Deleted, Made
from quotahit.accounts.visibility import visible
from quotahit.estimates import count_about


class SegmentShape(Shape):
    conditions = Loose(
        help_text="A group: `match` is all or any, `conditions` are groups, or each a `field`, `operator` and `value`."
        " What can be asked stands at /segments/catalogue/."
    )
    create_only = frozenset({"noun"})

    class Meta:
        model = Segment
        fields = ("id", "name", "slug", "noun", "conditions", "created_by", "created_at", "updated_at")
        read_only_fields = ("slug", "created_by", "created_at", "updated_at")


class SegmentFilters(Filters):
    noun = rest.ChoiceFilter(choices=RecordNoun.choices)
    name = Word()
    updated_since = Since("updated_at")


class Counted(serializers.Serializer):
    """How many rows meet a segment now, of those that the key sees."""

    count = serializers.IntegerField()
    is_exact = serializers.BooleanField(help_text="Beyond ten thousand it is about so many.")


class OfNoun(serializers.Serializer):
    noun = serializers.ChoiceField(choices=RecordNoun.choices, default=RecordNoun.CONTACT)


class QuestionOperator(serializers.Serializer):
    """One way to ask."""

    code = serializers.CharField()
    label = serializers.CharField()
    takes = serializers.CharField(
        help_text="What its `value` is: nothing, text, number, numbers (two), day, days (two), count (of days), words."
    )


class Question(serializers.Serializer):
    """A field that conditions may name."""

    code = serializers.CharField()
    label = serializers.CharField()
    group = serializers.CharField()
    kind = serializers.CharField()
    operators = serializers.SerializerMethodField()

    def get_operators(self, field: SegmentField) -> QuestionOperator(many=True):  # type: ignore[valid-type]
        return QuestionOperator(OPERATORS[field.kind], many=True).data


class Catalogue(serializers.Serializer):
    """Everything that may be asked of a noun's rows."""

    questions = Question(many=True)


class SegmentQuestions(Noun):
    """What is asked about segments."""

    @extend_schema(responses={200: Counted})
    @action(detail=True, methods=["get"])
    def count(self, request: Request, pk: int) -> Response:
        """How many rows meet it now. They are read by `?segment=` of contacts, companies or deals."""
        rows = visible(segment_rows(self.row(pk), self.organization), self.key.membership)
        number = count_about(rows=rows)["rows"]
        return Response({"count": number.value, "is_exact": number.is_exact})

    @extend_schema(parameters=[OfNoun], responses={200: Catalogue})
    @action(detail=False, methods=["get"], asks=OfNoun)
    def catalogue(self, request: Request) -> Response:
        """What may be asked of contacts, companies or deals, the organization's own fields among it."""
        known = catalogue(self.organization, self.asked()["noun"])
        return Response(Catalogue({"questions": list(known.values())}).data)


@noun("segments")
class Segments(Made, Changed, Deleted, SegmentQuestions, Read):
    """Saved questions; which rows meet them changes by itself."""

    queryset = Segment.objects.select_related("organization")
    serializer_class = SegmentShape
    filterset_class = SegmentFilters
    orderings: ClassVar[dict[str, str]] = {"id": "pk"}

    def create_row(self, values: dict[str, Any]) -> Segment:
        noun, conditions = values.get("noun", RecordNoun.CONTACT), load(values["conditions"])
        return create_segment(self.organization, values["name"], noun, conditions, actor=self.actor)

    def change_row(self, segment: Segment, values: dict[str, Any]) -> None:
        given = values.get("conditions")
        conditions = None if given is None else load(given)
        change_segment(segment, actor=self.actor, name=values.get("name", ""), conditions=conditions)

    def delete_row(self, segment: Segment) -> None:
        delete_segment(segment, actor=self.actor)


class OfSegment(Filters):
    """Rows that meet a segment now."""

    segment = Id(method="meeting", help_text="The id of a segment of these rows: those who meet it now.")

    def meeting(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        organization = self.request.auth.membership.organization
        mine = Segment.objects.for_organization(organization).filter(noun=rows.model._meta.model_name)
        segment = mine.select_related("organization").filter(pk=value).first()
        if segment is None:
            raise Problem(400, "does_not_exist", "There is no such segment of these rows.", pointer="?segment")
        return rows.filter(where_segment(organization, segment.noun, load(segment.conditions)))
