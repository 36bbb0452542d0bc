"""What selling goes by: pipelines and stages, goals, reasons of losing. Everybody reads them, managers keep them."""

from typing import Any, ClassVar

from rest_framework import serializers

from crm.models import REQUIRABLE, Goal, LostReason, Pipeline, Stage
from crm.selling import Kept, change, discard, keep
from quotahit.accounts.api.filters import Filters, Id
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, NameOf, RowField, Shape
from quotahit.accounts.api.writes import Changed, Deleted, Made
from quotahit.accounts.choices import Role

MOST = 32_767  # what a small number's column holds on both databases
SMALL = {"min_value": 0, "max_value": MOST}


class Keeping(Made, Changed, Deleted, Read):
    """Made, changed and deleted by the verbs that the console's pages use."""

    edits = Role.MANAGER
    ordering = "id"

    def create_row(self, values: dict[str, Any]) -> Kept:
        row = self.queryset.model(organization=self.organization, **values)
        keep(row, actor=self.actor)
        return row  # type: ignore[no-any-return]

    def change_row(self, row: Kept, values: dict[str, Any]) -> None:
        change(row, actor=self.actor, **values)

    def delete_row(self, row: Kept) -> None:
        discard(row, actor=self.actor)


class StageShape(Shape):
    pipeline = RowField(queryset=Pipeline.objects.all())
    required = serializers.ListField(
        child=serializers.ChoiceField(choices=list(REQUIRABLE)),
        max_length=len(REQUIRABLE),
        required=False,
        help_text="Fields without which no deal comes here.",
    )
    create_only = frozenset({"pipeline"})

    class Meta:
        model = Stage
        fields = ("id", "pipeline", "name", "position", "kind", "probability", "stale_after", "required")
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "position": SMALL,
            "stale_after": SMALL,
            "probability": {"min_value": 0, "max_value": 100},
            "kind": {"help_text": "Not to be changed while deals stand there."},
        }


class StageFilters(Filters):
    pipeline = Id()


@noun("stages")
class Stages(Keeping):
    """Where a deal may stand."""

    queryset = Stage.objects.select_related("pipeline")
    serializer_class = StageShape
    filterset_class = StageFilters


class PipelineShape(Shape):
    stages = StageShape(many=True, read_only=True)

    class Meta:
        model = Pipeline
        fields = ("id", "name", "is_default", "stages")
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "is_default": {"help_text": "Where deals go unless told; there is one, and the last that was said is it."}
        }


@noun("pipelines")
class Pipelines(Keeping):
    """The ways that deals go, each with its stages in order. A new one has none: add them, an open one first."""

    queryset = Pipeline.objects.prefetch_related("stages")
    serializer_class = PipelineShape


class GoalShape(Shape):
    member = MemberField(source="user", required=False, allow_null=True, help_text="Null for all together.")
    member_name = NameOf("user")
    quarter = serializers.IntegerField(min_value=1, max_value=4)

    class Meta:
        model = Goal
        fields = ("id", "member", "member_name", "year", "quarter", "amount", "currency")


class GoalFilters(Filters):
    member = Id(field_name="user")
    year = Id()
    quarter = Id()


@noun("goals")
class Goals(Keeping):
    """What is to be won in a quarter, by a member or by all together."""

    queryset = Goal.objects.select_related("user")
    serializer_class = GoalShape
    filterset_class = GoalFilters
    ordering = "-id"

    def create_row(self, values: dict[str, Any]) -> Kept:
        return super().create_row({"currency": self.organization.currency} | values)


class LostReasonShape(Shape):
    class Meta:
        model = LostReason
        fields = ("id", "name", "position", "comes_back")
        extra_kwargs: ClassVar[dict[str, Any]] = {"position": SMALL}


@noun("lost_reasons")
class LostReasons(Keeping):
    """Why deals are lost, as the organization puts it; a deal may say something else."""

    queryset = LostReason.objects.all()
    serializer_class = LostReasonShape
