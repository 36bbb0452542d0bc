"""Webhook endpoints in the REST API, for programs of members who see everything; a secret is answered once."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from quotahit.accounts.api.filters import Filters, Flag
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.problems import Problem, refuses
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Loose, Shape, Texts
from quotahit.accounts.api.writes import Changed
from quotahit.accounts.choices import Role
from quotahit.accounts.visibility import viewer_of
from quotahit.events.errors import EventsError
from quotahit.events.models import WebhookEndpoint
from quotahit.events.webhooks import asking, endpoints

refuses(EventsError, 400)


class EndpointShape(Shape):
    url = serializers.CharField(max_length=500)
    event_types = Texts(64, help_text="deal.won, deal.* or *.")
    filters = serializers.ListField(
        child=Loose(), max_length=asking.MOST, required=False, help_text="Each with `field` and `value`; all must hold."
    )

    class Meta:
        model = WebhookEndpoint
        fields: tuple[str, ...] = (
            *("id", "url", "description", "event_types", "filters", "disabled_at", "disabled_reason"),
            *("answered_at", "failing_since", "previous_until", "created_at"),
        )
        read_only_fields = fields[5:]


class MadeShape(EndpointShape):
    signing_secret = serializers.CharField(read_only=True, help_text="Told this once.")

    class Meta(EndpointShape.Meta):
        fields = (*EndpointShape.Meta.fields, "signing_secret")


class EndpointFilters(Filters):
    is_enabled = Flag(field_name="disabled_at", lookup_expr="isnull")


@noun("webhooks")
class Webhooks(Changed, Read):
    """Addresses outside that are told of events."""

    queryset = WebhookEndpoint.objects.all()
    serializer_class = EndpointShape
    filterset_class = EndpointFilters
    sees = edits = Role.MANAGER

    @extend_schema(request=EndpointShape, responses={201: MadeShape})
    def create(self, request: Request) -> Response:
        """Set up an endpoint. The answer holds the secret, and is not kept: it takes no Idempotency-Key."""
        self._must_see_all()
        shape = self.get_serializer(data=request.data)
        shape.is_valid(raise_exception=True)
        values = {"event_types": [], **shape.validated_data}
        return self._told_once(endpoints.create_endpoint(self.organization, actor=self.actor, **values), 201)

    @extend_schema(request=None, responses={200: MadeShape})
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: int) -> Response:
        """Make a new secret; the one before holds for 24 hours more. It takes no Idempotency-Key."""
        return self._told_once(endpoints.rotate_secret(self.row(pk), actor=self.actor), 200)

    @extend_schema(request=None, responses={200: EndpointShape})
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: int) -> Response:
        """Tell it of what happens from now on."""
        row = self.row(pk)
        endpoints.enable_endpoint(row, actor=self.actor)
        return self.told(row)

    @extend_schema(request=None, responses={200: EndpointShape})
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: int) -> Response:
        """Tell it of nothing more."""
        row = self.row(pk)
        endpoints.disable_endpoint(row, actor=self.actor)
        return self.told(row)

    def change_row(self, row: WebhookEndpoint, values: dict[str, Any]) -> None:
        endpoints.change_endpoint(row, actor=self.actor, **values)

    def _told_once(self, new: endpoints.NewSecret, status: int) -> Response:
        """Answers to named requests are kept for a day, and no secret is."""
        if "Idempotency-Key" in self.request.headers:
            raise Problem(400, "not_repeatable", "The answer to this holds a secret: leave the Idempotency-Key out.")
        content = self.get_serializer(new.row).data | {"signing_secret": new.secret}
        return Response(content, status, headers={"Location": f"/api/v1/{self.basename}/{new.row.pk}/"})

    def _must_see_all(self) -> None:
        if viewer_of(self.key.membership) is not None:
            raise PermissionDenied
