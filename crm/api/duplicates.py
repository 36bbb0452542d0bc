"""Records that look like one: told apart, or merged into one and parted again."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.choices import PairStatus, RecordKind
from crm.duplicates.pairs import dismiss
from crm.merging.fields import LOSER, WINNER, options
from crm.merging.merge import count_relations, merge_companies, merge_contacts
from crm.merging.record import plain
from crm.merging.undo import undo_merge
from crm.models import Company, Contact, DuplicatePair, Merge
from quotahit.accounts.api.filters import Filters, Flag, Id, Since
from quotahit.accounts.api.nouns import Noun, Read
from quotahit.accounts.api.paging import MOST_ID
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape, Strict
from quotahit.accounts.api.writes import MOST, Made, read_input
from quotahit.accounts.visibility import visible

MODELS: dict[str, Any] = {RecordKind.CONTACT: Contact, RecordKind.COMPANY: Company}


class DuplicateShape(Shape):
    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = DuplicatePair
        fields = (
            *("id", "kind", "low_id", "high_id", "reasons", "confidence", "status", "found_at"),
            *("decided_at", "decided_by"),
        )
        read_only_fields = fields


class DuplicateFilters(Filters):
    kind = rest.ChoiceFilter(choices=RecordKind.choices)
    status = rest.ChoiceFilter(choices=PairStatus.choices)
    low_id = Id()
    high_id = Id()


class Dismissing(Strict):
    pairs = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_ID), min_length=1, max_length=MOST
    )


class Dismissed(serializers.Serializer):
    dismissed = serializers.IntegerField(help_text="How many of them were open.")


@noun("duplicates")
class Duplicates(Read):
    """Two contacts or two companies that look like one, found by the product."""

    queryset = DuplicatePair.objects.all()
    serializer_class = DuplicateShape
    filterset_class = DuplicateFilters

    @extend_schema(request=Dismissing, responses={200: Dismissed})
    @action(detail=False, methods=["post"])
    def dismiss(self, request: Request) -> Response:
        """Say of up to five hundred pairs that they are two records each: they are not shown again."""
        pairs = self.get_queryset().filter(pk__in=read_input(self, Dismissing)["pairs"])
        return Response({"dismissed": dismiss(self.organization, pairs, actor=self.actor)})


class MergeShape(Shape):
    can_be_undone = serializers.BooleanField(read_only=True)

    class Meta:
        model = Merge
        fields = (
            *("id", "kind", "contact", "company", "winner_id", "loser_id", "by", "at", "undone_at", "undone_by"),
            "can_be_undone",
        )
        read_only_fields = fields


class MergeFilters(Filters):
    kind = rest.ChoiceFilter(choices=RecordKind.choices)
    contact = Id()
    company = Id()
    loser_id = Id()
    is_standing = Flag(field_name="undone_at", lookup_expr="isnull")
    since = Since("at")


class TwoRecords(Strict):
    """The record that stays and the one that goes into it."""

    kind = serializers.ChoiceField(choices=RecordKind.choices)
    winner = serializers.IntegerField(min_value=1, max_value=MOST_ID)
    loser = serializers.IntegerField(min_value=1, max_value=MOST_ID)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Both are there and seen; they take the place of their ids."""
        membership = self.membership
        rows = MODELS[values["kind"]].objects.for_organization(membership.organization_id)
        seen = visible(rows.select_related("organization"), membership)
        found = {row.pk: row for row in seen.filter(pk__in=[values["winner"], values["loser"]])}
        for side in ("winner", "loser"):
            if values[side] not in found:
                raise serializers.ValidationError({side: ["There is no such record, or none that this key may see."]})
            values[side] = found[values[side]]
        return values


class NewMerge(TwoRecords):
    choices = serializers.DictField(
        child=serializers.ChoiceField(choices=[WINNER, LOSER]),
        required=False,
        default=dict,
        help_text="Whose value is taken, by field as the preview names them; unless told, as it says there.",
    )


class AskedOfTwo(serializers.Serializer):
    kind = serializers.ChoiceField(choices=RecordKind.choices)
    winner = serializers.IntegerField(min_value=1, max_value=MOST_ID)
    loser = serializers.IntegerField(min_value=1, max_value=MOST_ID)


class MergeOption(serializers.Serializer):
    """One field of which the two say different things."""

    field = serializers.CharField(source="name")
    winner = serializers.JSONField()
    loser = serializers.JSONField()
    choice = serializers.ChoiceField(choices=[WINNER, LOSER])


class MergePreview(serializers.Serializer):
    """What a merge would do."""

    options = MergeOption(many=True)
    moved = serializers.DictField(child=serializers.IntegerField(), help_text="How many rows of which kind move.")


class MergeActs(Noun):
    """Looking ahead, and the way back."""

    @extend_schema(parameters=[AskedOfTwo], responses={200: MergePreview})
    @action(detail=False, methods=["get"], asks=AskedOfTwo)
    def preview(self, request: Request) -> Response:
        """What a merge would choose and move; nothing is changed."""
        two = TwoRecords(data=self.asked(), context=self.get_serializer_context())
        two.is_valid(raise_exception=True)
        winner, loser = two.validated_data["winner"], two.validated_data["loser"]
        differing = [
            {"name": option.name, "winner": plain(option.winner), "loser": plain(option.loser), "choice": option.choice}
            for option in options(winner, loser)
            if option.differs
        ]
        moved = {model._meta.label_lower: number for model, number in count_relations(loser).items()}
        return Response(MergePreview({"options": differing, "moved": moved}).data)

    @extend_schema(request=None, responses={200: MergeShape})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Make them two records again, while that can be done."""
        merge = self.row(pk)
        undo_merge(merge, actor=self.actor)
        return self.told(merge)


@noun("merges")
class Merges(Made, MergeActs, Read):
    """One record taken into another, with all that hung on it."""

    queryset = Merge.objects.select_related("organization", "contact", "company")
    serializer_class = MergeShape
    filterset_class = MergeFilters
    new = NewMerge
    orderings: ClassVar[dict[str, str]] = {"id": "pk"}

    def create_row(self, values: Mapping[str, Any]) -> Merge:
        verb: Any = merge_contacts if values["kind"] == RecordKind.CONTACT else merge_companies
        return verb(values["winner"], values["loser"], values["choices"], actor=self.actor)  # type: ignore[no-any-return]
