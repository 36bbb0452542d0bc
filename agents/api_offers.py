"""Leads on offer in the REST API: each with its briefing, accepted or passed on by who is asked."""

from typing import Any, ClassVar

from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.choices import OfferState
from agents.models import Offer
from agents.orchestrator.routing.question import ACCEPT, PASS
from agents.statements import SECTIONS
from quotahit.accounts.api.filters import Filters, Id, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.problems import Problem
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, NameOf, Shape, Strict
from quotahit.accounts.api.writes import read_input
from quotahit.workflow.approvals import resolve


class BriefingSource(serializers.Serializer):
    """What a statement stands on."""

    kind = serializers.CharField()
    id = serializers.IntegerField(allow_null=True)
    label = serializers.CharField()


class BriefingLine(serializers.Serializer):
    """One thing that a rep should know about the lead."""

    section = serializers.ChoiceField(choices=list(SECTIONS))
    text = serializers.CharField()
    quote = serializers.CharField(help_text="An exact piece of what the lead wrote, or empty.")
    sources = BriefingSource(many=True)


class OfferShape(Shape):
    member = MemberField(source="rep.user", read_only=True, help_text="Who is asked.")
    member_name = NameOf("rep.user")
    why = serializers.CharField(source="decision.reason", read_only=True, help_text="Why this rep.")
    briefing = serializers.SerializerMethodField(help_text="As it was written for this offer.")
    fingerprint = serializers.CharField(
        source="approval.fingerprint",
        default="",
        read_only=True,
        help_text="Of what is asked; send it with the answer.",
    )

    class Meta:
        model = Offer
        fields = (
            *("id", "contact", "deal", "member", "member_name", "fit", "why", "state", "briefing", "fingerprint"),
            *("offered_at", "due_at", "answered_at", "answered_by", "reason"),
        )
        read_only_fields = fields

    def get_briefing(self, offer: Offer) -> BriefingLine(many=True):  # type: ignore[valid-type]
        return [line.model_dump() for line in offer.briefing.statements] if offer.briefing else []


class OfferFilters(Filters):
    contact = Id()
    member = Id(field_name="rep__user")
    state = rest.ChoiceFilter(choices=OfferState.choices)
    offered_since = Since("offered_at")


class Accepting(Strict):
    fingerprint = serializers.CharField(max_length=64, help_text="Of the offer that was seen.")


class Passing(Accepting):
    reason = serializers.CharField(max_length=500, help_text="In a word: the next one learns from it.")


@noun("offers")
class Offers(Read):
    """Leads before a rep, until they accept, pass on or let the time go by. They answer, or a manager does."""

    queryset = Offer.objects.select_related("rep__user", "decision", "briefing", "approval")
    serializer_class = OfferShape
    filterset_class = OfferFilters
    ordering = "-offered_at"
    orderings: ClassVar[dict[str, str]] = {"offered_at": "offered_at"}

    @extend_schema(request=Accepting, responses={200: OfferShape})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: int) -> Response:
        """Take the lead: it is the rep's from now on, with a task to talk with them."""
        return self._answer(pk, ACCEPT, read_input(self, Accepting))

    @extend_schema(request=Passing, responses={200: OfferShape})
    @action(detail=True, methods=["post"])
    def pass_on(self, request: Request, pk: int) -> Response:
        """Leave the lead to the next who fits."""
        return self._answer(pk, PASS, read_input(self, Passing))

    def _answer(self, pk: int, choice: str, values: dict[str, Any]) -> Response:
        offer = self.row(pk)
        if offer.approval is None:
            raise Problem(409, "nobody_asked", "Nobody is asked about this lead any more.")
        resolve(
            offer.approval,
            choice,
            actor=self.actor,
            member=self.key.membership.user,
            via="api",
            fingerprint=values["fingerprint"],
            remark=values.get("reason", ""),
        )
        return self.told(offer)
