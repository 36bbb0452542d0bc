"""Deals, made, changed and moved."""

from typing import Any, ClassVar

from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.results import DealResults
from crm.api.segments import OfSegment
from crm.choices import StageKind
from crm.deals import create_deal, move_deal, update_deal
from crm.models import Company, Contact, Deal, Stage
from quotahit.accounts.api.filters import Id, Since, Until
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Loose, MemberField, NameOf, RowField, Shape, Strict
from quotahit.accounts.api.writes import Changed, Made, Many, read_input


class DealShape(Shape):
    contact = RowField(queryset=Contact.objects.all(), required=False, allow_null=True)
    company = RowField(queryset=Company.objects.all(), required=False, allow_null=True)
    stage = RowField(queryset=Stage.objects.all(), required=False, help_text="Move a deal by its own act.")
    stage_name = NameOf("stage")
    kind = serializers.ChoiceField(choices=StageKind.choices, source="stage.kind", read_only=True)
    owner = MemberField(required=False, allow_null=True)
    owner_name = NameOf("owner")
    custom = Loose(required=False)
    create_only = frozenset({"stage"})

    class Meta:
        model = Deal
        fields = (
            *(
                "id",
                "name",
                "contact",
                "company",
                "stage",
                "stage_name",
                "stage_since",
                "kind",
                "amount",
                "currency",
                "owner",
            ),
            *("owner_name", "expected_close", "closed_at", "lost_reason", "custom", "created_at", "updated_at"),
        )
        read_only_fields = ("stage_since", "closed_at", "created_at", "updated_at")
        extra_kwargs = {"amount": {"min_value": 0}}


class DealFilters(OfSegment):
    contact = Id()
    company = Id()
    owner = Id()
    stage = Id()
    pipeline = Id(field_name="stage__pipeline")
    kind = rest.ChoiceFilter(field_name="stage__kind", choices=StageKind.choices)
    updated_since = Since("updated_at")
    created_since = Since("created_at")
    created_before = Until("created_at")


class Move(Strict):
    stage = RowField(queryset=Stage.objects.all())
    lost_reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


@noun("deals")
class Deals(Made, Changed, Many, DealResults, Read):
    """What may be sold to whom."""

    queryset = Deal.objects.select_related("stage", "owner")
    serializer_class = DealShape
    filterset_class = DealFilters
    ordering = "-created_at"
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at", "updated_at": "updated_at"}
    beside = frozenset({"custom", "lost_reason"})  # what the verb that makes a deal does not take

    @extend_schema(request=Move, responses={200: DealShape})
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: int) -> Response:
        """Move the deal to another stage of its pipeline, won and lost among them."""
        deal, values = self.row(pk), read_input(self, Move)
        move_deal(deal, values["stage"], lost_reason=values["lost_reason"], actor=self.actor)
        return self.told(deal)

    def create_row(self, values: dict[str, Any]) -> Deal:
        more = {name: values.pop(name) for name in self.beside & values.keys()}
        deal = create_deal(self.organization, actor=self.actor, **{"owner": self.owner} | values)
        if more:
            update_deal(deal, actor=self.actor, **more)
        return deal

    def change_row(self, deal: Deal, values: dict[str, Any]) -> None:
        update_deal(deal, actor=self.actor, **values)
