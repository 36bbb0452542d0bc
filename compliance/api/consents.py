"""That people agreed."""

from typing import Any

from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.addressed import OfAddress
from compliance.choices import Channel, ConsentType, Purpose, Scope
from compliance.consents import grant_consent, revoke_consent
from compliance.models import Consent
from quotahit.accounts.api.filters import Flag, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape, Strict
from quotahit.accounts.api.writes import Made, Many, read_input


class ConsentShape(Shape):
    text_version = serializers.CharField(source="text.version", default="", read_only=True)

    class Meta:
        model = Consent
        fields = (
            *("id", "type", "scopes_covered", "purpose", "text_version", "source", "given_at", "recorded_at"),
            *("recorded_by", "revoked_at", "revoked_source"),
        )
        read_only_fields = fields

    scopes_covered = serializers.SerializerMethodField()

    def get_scopes_covered(self, consent: Consent) -> list[str]:
        return consent.scopes.split("+")


class ConsentFilters(OfAddress):
    is_standing = Flag(field_name="revoked_at", lookup_expr="isnull")
    type = rest.ChoiceFilter(choices=ConsentType.choices)
    given_since = Since("given_at")


class NewConsent(Strict):
    address = serializers.CharField(max_length=300)
    channels = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices), min_length=1, max_length=6)
    type = serializers.ChoiceField(choices=ConsentType.choices)
    purpose = serializers.ChoiceField(choices=Purpose.choices, default=Purpose.MARKETING)
    text = serializers.CharField(max_length=20_000, help_text="The words that were agreed to.")
    text_version = serializers.CharField(max_length=60)
    source = serializers.CharField(max_length=200, help_text="Where: a form's address, a document.")
    ip = serializers.IPAddressField(required=False, allow_null=True, default=None)
    at = serializers.DateTimeField(help_text="When it was given.")


class Revoking(Strict):
    address = serializers.CharField(max_length=300)
    channel = serializers.ChoiceField(choices=Channel.choices)
    source = serializers.CharField(max_length=200)


class Revoked(serializers.Serializer):
    revoked = serializers.IntegerField(help_text="How many consents there were.")


@noun("consents")
class Consents(Made, Many, Read):
    """That people agreed: to what words, when, where, for what. A consent is never edited, only revoked."""

    queryset = Consent.objects.select_related("text")
    serializer_class = ConsentShape
    filterset_class = ConsentFilters
    new = NewConsent

    @extend_schema(request=Revoking, responses={200: Revoked})
    @action(detail=False, methods=["post"])
    def revoke(self, request: Request) -> Response:
        """Revoke what stands for an address."""
        values = read_input(self, Revoking)
        count = revoke_consent(
            self.organization, values["channel"], values["address"], source=values["source"], actor=self.actor
        )
        return Response({"revoked": count})

    def create_row(self, values: dict[str, Any]) -> Consent:
        """The same one twice is one row."""
        channels, address = values.pop("channels"), values.pop("address")
        return grant_consent(self.organization, channels, address, actor=self.actor, **values)
