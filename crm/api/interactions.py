"""The timeline: what was said or done, on any channel."""

from typing import Any, ClassVar

from django_filters import rest_framework as rest
from rest_framework import serializers

from crm.choices import Channel, Direction
from crm.interactions import log_interaction
from crm.models import Contact, Deal, Interaction
from quotahit.accounts.api.filters import Filters, Id, Since, Until
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import RowField, Shape
from quotahit.accounts.api.writes import Made, Many


class InteractionShape(Shape):
    contact = RowField(queryset=Contact.objects.all())
    deal = RowField(queryset=Deal.objects.all(), required=False, allow_null=True)
    detail = serializers.JSONField(read_only=True)

    class Meta:
        model = Interaction
        fields = (
            *("id", "contact", "deal", "channel", "direction", "at", "subject", "body", "summary", "outcome"),
            *("sentiment", "intent", "actor", "detail"),
        )
        read_only_fields = ("actor",)
        extra_kwargs = {"body": {"max_length": 200_000}, "summary": {"max_length": 50_000}}


class InteractionFilters(Filters):
    contact = Id()
    deal = Id()
    channel = rest.ChoiceFilter(choices=Channel.choices)
    direction = rest.ChoiceFilter(choices=Direction.choices)
    since = Since("at")
    before = Until("at")


@noun("interactions")
class Interactions(Made, Many, Read):
    """One line for each thing said or done. What the product sends and receives is written by itself; a call or a
    meeting of yours can be added."""

    queryset = Interaction.objects.all()
    serializer_class = InteractionShape
    filterset_class = InteractionFilters
    ordering = "-at"
    orderings: ClassVar[dict[str, str]] = {"at": "at"}

    def create_row(self, values: dict[str, Any]) -> Interaction:
        return log_interaction(self.organization, values.pop("contact"), actor=self.actor, **values)
