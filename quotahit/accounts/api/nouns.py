"""One noun of the API: reached through its organization, by a key with the scope and a member with the role."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from quotahit.accounts.api.doors import KeyAuthentication, count_request
from quotahit.accounts.api.etags import etag_of
from quotahit.accounts.api.filters import Search
from quotahit.accounts.api.idempotency import once
from quotahit.accounts.api.paging import Keyset
from quotahit.accounts.api.problems import Problem
from quotahit.accounts.api.shapes import Shape, Strict, StrictJSON
from quotahit.accounts.choices import Role, Scope
from quotahit.accounts.models import ApiKey, Membership, Organization, User
from quotahit.accounts.visibility import default_owner, visible

SAFE = {"GET", "HEAD", "OPTIONS"}
MAY_BE_EMPTY = {"cursor", "fields", "search"}


class Noun(GenericViewSet):
    """`sees` and `edits` are the least roles, as on the console's pages; an act may ask for more by `scope`, `least`.

    `queryset` is of a model whose rows are reached by `for_organization` and narrowed to what the member sees; a room
    overrides `narrowed` where there is more to it.
    """

    authentication_classes = [KeyAuthentication]
    permission_classes: ClassVar[list[Any]] = []
    renderer_classes = [JSONRenderer]
    parser_classes = [StrictJSON]
    filter_backends = [DjangoFilterBackend]
    pagination_class = Keyset
    lookup_value_converter = "int"

    serializer_class: type[Shape]
    new: type[Strict] | None = None  # what is sent to make one, where that is not what is told of it
    ordering = "-id"
    orderings: ClassVar[dict[str, str]] = {"id": "pk"}
    search_hint = ""
    tells_a_row: ClassVar[tuple[str, ...]] = ()  # acts on the list that answer with one row
    asks: type[serializers.Serializer] | None = None  # the parameters of a question beside list and record
    sees, edits = Role.VIEWER, Role.REP
    scope: Scope | None = None
    scopes: ClassVar[dict[str | None, Scope]] = {}  # of acts that are no acts of their own, such as making one
    least: Role | None = None

    @property
    def key(self) -> ApiKey:
        return self.request.auth

    @property
    def organization(self) -> Organization:
        return self.key.membership.organization

    @property
    def actor(self) -> str:
        """Under which name the verbs log what this request does."""
        return self.key.actor

    @property
    def owner(self) -> User | None:
        """Who owns what is made here without saying so: the key's member, who would not see it otherwise."""
        return default_owner(self.key.membership)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not isinstance(request.auth, ApiKey):
            raise NotAuthenticated("Send a key: Authorization: Bearer qh_…")
        self.rates = count_request(request.auth)
        self._check_reach(request.method or "")
        self._check_query(request)
        if request.method == "POST" and "Idempotency-Key" in request.headers:
            act = getattr(self, "post", None)
            if act is not None:
                self.post = lambda request, *args, **kwargs: once(act, request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(self, "rates", {}).items():
            response.headers.setdefault(name, value)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_queryset(self) -> models.QuerySet:
        membership = self.key.membership
        return self.narrowed(super().get_queryset().for_organization(membership.organization_id), membership)

    def narrowed(self, rows: models.QuerySet, membership: Membership) -> models.QuerySet:
        """Those of the organization's rows that this member may see."""
        return visible(rows, membership)

    def get_serializer_context(self) -> dict[str, Any]:
        asked = self.request.query_params.get("fields", "") if self.request else ""
        only = {name for name in asked.split(",") if name}
        return super().get_serializer_context() | {"only": only}

    def row(self, pk: int) -> Any:
        """The row of this id; Http404 for one that is not there, or not to be seen."""
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def asked(self) -> dict[str, Any]:
        """The parameters of a question, read and checked."""
        read = self.asks(data=self.request.query_params.dict(), context=self.get_serializer_context())  # type: ignore[misc]
        if not read.is_valid():
            name, (problem, *_) = next(iter(read.errors.items()))
            raise Problem(400, "invalid", str(problem), pointer=f"?{name}")
        return read.validated_data  # type: ignore[no-any-return]

    def told(self, row: Any, status: int = 200) -> Response:
        """The row as it is now, to a key that may read; to another only where it stands."""
        headers = {"Location": f"/api/v1/{self.basename}/{row.pk}/"}
        fresh = self.get_queryset().filter(pk=row.pk).first()
        if fresh is None or not self.may(Scope.READ):
            return Response(status=204, headers=headers)
        headers["ETag"] = etag_of(self, fresh)
        return Response(self.get_serializer(fresh).data, status, headers=headers)

    def may(self, scope: Scope) -> bool:
        return scope in self.key.scopes

    def must(self, scope: Scope) -> None:
        """Problem 403 unless the key has this scope."""
        if not self.may(scope):
            raise Problem(403, "missing_scope", f"This takes a key with the scope “{scope}”.")

    def _check_reach(self, method: str) -> None:
        scope = self.scope or self.scopes.get(self.action) or (Scope.READ if method in SAFE else Scope.WRITE)
        self.must(scope)
        least = self.least or (self.sees if method in SAFE else self.edits)
        if not self.key.membership.may(least):
            raise PermissionDenied

    def _check_query(self, request: Request) -> None:
        """A misspelt filter would silently be none."""
        known = {"fields"} if self.detail or self.action in ("list", "create", *self.tells_a_row) else set()
        known |= set(self.asks().fields) if self.asks else set()
        if self.action == "list":
            filters = getattr(self, "filterset_class", None)
            known |= {"cursor", "limit", "ordering", *(filters.base_filters if filters else ())}
            known |= {"search"} if Search in self.filter_backends else set()
        for name, value in request.query_params.items():
            if name not in known:
                raise Problem(400, "unknown_parameter", f"There is no parameter “{name}” here.", pointer=f"?{name}")
            if not value and name not in MAY_BE_EMPTY:
                raise Problem(
                    400, "empty_parameter", f"Say what “{name}” is to be, or leave it out.", pointer=f"?{name}"
                )
        for name in filter(None, request.query_params.get("fields", "").split(",")):
            if name not in self.serializer_class.Meta.fields:
                raise Problem(400, "unknown_field", f"There is no field “{name}”.", pointer="?fields")


class Listed:
    """GET of many."""

    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))  # type: ignore[attr-defined]
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)  # type: ignore[attr-defined]


class Shown:
    """GET of one, with its ETag."""

    def retrieve(self, request: Request, pk: int) -> Response:
        row = self.row(pk)  # type: ignore[attr-defined]
        return Response(self.get_serializer(row).data, headers={"ETag": etag_of(self, row)})  # type: ignore[attr-defined]


class Read(Listed, Shown, Noun):
    """A noun that can be read."""
