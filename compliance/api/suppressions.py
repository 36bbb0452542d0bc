"""Addresses that must not be used."""

from typing import Any

from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.addresses import address_key
from compliance.api.addressed import KINDS, OfAddress
from compliance.choices import Bar
from compliance.models import Suppression
from compliance.suppressions import lift, suppress
from quotahit.accounts.api.filters import Flag, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape, Strict
from quotahit.accounts.api.writes import Made, Many, read_input
from quotahit.accounts.choices import Role


class SuppressionShape(Shape):
    class Meta:
        model = Suppression
        fields = ("id", "kind", "reason", "source", "at", "by", "lifted_at", "lifted_by", "lifted_why")
        read_only_fields = fields


class SuppressionFilters(OfAddress):
    in_force = Flag(field_name="lifted_at", lookup_expr="isnull")
    reason = rest.ChoiceFilter(choices=Bar.choices)
    kind = rest.ChoiceFilter(choices=[(kind, kind) for kind in KINDS])
    since = Since("at")


class NewSuppression(Strict):
    kind = serializers.ChoiceField(choices=KINDS)
    address = serializers.CharField(max_length=300)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if not address_key(values["kind"], values["address"]):
            raise serializers.ValidationError({"address": ["This is no such address."]})
        return values


class Lifting(Strict):
    why = serializers.CharField(max_length=200)


@noun("suppressions")
class Suppressions(Made, Many, Read):
    """Addresses that must not be used."""

    queryset = Suppression.objects.all()
    serializer_class = SuppressionShape
    filterset_class = SuppressionFilters
    new = NewSuppression

    def create_row(self, values: dict[str, Any]) -> Suppression:
        """A second time for the same reason is the first."""
        return suppress(
            self.organization, values["kind"], values["address"], reason=Bar.MANUAL, source="api", actor=self.actor
        )

    @extend_schema(request=Lifting, responses={200: SuppressionShape})
    @action(detail=True, methods=["post"], least=Role.MANAGER)
    def lift(self, request: Request, pk: int) -> Response:
        """Let the address be used again, for a reason."""
        row, values = self.row(pk), read_input(self, Lifting)
        return self.told(lift(row, actor=self.actor, why=values["why"]))
