"""What open deals will bring, and who sold what."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.forecast import forecast
from crm.leaderboard import all_together, leaderboard
from crm.models import Deal
from crm.quarters import Quarter, this_quarter
from quotahit.accounts.api.nouns import Noun
from quotahit.accounts.api.shapes import NameOf
from quotahit.accounts.visibility import visible


class Money(serializers.DecimalField):
    """An amount, as text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=20, decimal_places=2, **options)


class ForecastLine(serializers.Serializer):
    """So many deals under one heading."""

    id = serializers.SerializerMethodField(help_text="Of a stage or a member.")
    label = serializers.CharField()
    deals = serializers.IntegerField()
    amount = Money()
    weighted = Money(help_text="The amounts times the probabilities of their stages.")

    def get_id(self, line: Any) -> int | None:
        return line.key if isinstance(line.key, int) else None


class Forecast(serializers.Serializer):
    """Open deals in the organization's currency, told by stage, by owner and by quarter of closing."""

    currency = serializers.CharField()
    total = ForecastLine()
    stages = ForecastLine(many=True)
    owners = ForecastLine(many=True)
    quarters = ForecastLine(many=True)
    elsewhere = serializers.DictField(child=Money(), help_text="Sums in other currencies.")


class Standing(serializers.Serializer):
    """What one member won in the quarter; `member` is null for all together."""

    member = serializers.IntegerField(source="user.pk", default=None, allow_null=True)
    member_name = NameOf("user")
    won = serializers.IntegerField()
    amount = Money()
    open_amount = Money()
    goal = Money(allow_null=True)
    share = serializers.IntegerField(allow_null=True, help_text="How much of the goal is reached, in per cent.")


class Leaderboard(serializers.Serializer):
    """A quarter, the best first."""

    year = serializers.IntegerField()
    quarter = serializers.IntegerField(source="number")
    currency = serializers.CharField()
    together = Standing()
    members = Standing(many=True)


class WhichQuarter(serializers.Serializer):
    """This one, unless told."""

    year = serializers.IntegerField(min_value=2000, max_value=2200, required=False)
    quarter = serializers.IntegerField(min_value=1, max_value=4, required=False)


class DealResults(Noun):
    """Sums over the deals that the key sees."""

    @extend_schema(responses={200: Forecast})
    @action(detail=False, methods=["get"])
    def forecast(self, request: Request) -> Response:
        """What open deals will bring."""
        return Response(Forecast(forecast(self.organization, self._deals())).data)

    @extend_schema(parameters=[WhichQuarter], responses={200: Leaderboard})
    @action(detail=False, methods=["get"], asks=WhichQuarter)
    def leaderboard(self, request: Request) -> Response:
        """Who sold what in a quarter, beside the goals."""
        given, now = self.asked(), this_quarter(self.organization)
        quarter = Quarter(given.get("year", now.year), given.get("quarter", now.number))
        deals = self._deals()
        told = {
            "year": quarter.year,
            "number": quarter.number,
            "currency": self.organization.currency,
            "together": all_together(self.organization, deals, quarter),
            "members": leaderboard(self.organization, deals, quarter),
        }
        return Response(Leaderboard(told).data)

    def _deals(self) -> Any:
        return visible(Deal.objects.for_organization(self.organization), self.key.membership)
