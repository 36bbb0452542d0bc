"""The organization's own settings, to be read; none of its secrets are among them."""

from django.db.models import QuerySet
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from quotahit.accounts.api.nouns import Noun
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape
from quotahit.accounts.models import Organization


class OrganizationShape(Shape):
    website = serializers.CharField(read_only=True)

    class Meta:
        model = Organization
        fields = (
            *("id", "slug", "name", "zone", "country", "postal_address", "website", "monthly_model_budget"),
            *("currency", "autonomy", "paused_at", "is_demo", "created_at"),
        )
        read_only_fields = fields


@noun("organization")
class OwnOrganization(Noun):
    """The organization that the key belongs to."""

    queryset = Organization.objects.all()
    serializer_class = OrganizationShape
    filter_backends = []
    pagination_class = None  # type: ignore[assignment]

    def get_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.filter(pk=self.key.organization_id)

    @extend_schema(responses={200: forced_singular_serializer(OrganizationShape)})
    def list(self, request: Request) -> Response:
        """Its settings."""
        return Response(self.get_serializer(self.get_queryset().get()).data)
