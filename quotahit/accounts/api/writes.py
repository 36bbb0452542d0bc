"""Making and changing records, one or many: every one through its room's verb."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from quotahit.accounts.api.etags import check_match
from quotahit.accounts.api.problems import body_of
from quotahit.accounts.api.shapes import Strict

MOST = 500


class Made:
    """POST of one. The room says how: `create_row(values)`."""

    def create(self, request: Request) -> Response:
        with transaction.atomic():
            row = self.create_row(_values(self, request.data))  # type: ignore[attr-defined]
        return self.told(row, 201)  # type: ignore[attr-defined]


class Changed:
    """PATCH of one, under If-Match where the caller sends it. The room says how: `change_row(row, values)`."""

    def partial_update(self, request: Request, pk: int) -> Response:
        with transaction.atomic():
            row = _locked(self, pk)
            check_match(request, self, row)
            self.change_row(row, _values(self, request.data, row))  # type: ignore[attr-defined]
        return self.told(row)  # type: ignore[attr-defined]


class Deleted:
    """DELETE of one, under If-Match where the caller sends it. The room says how: `delete_row(row)`."""

    def destroy(self, request: Request, pk: int) -> Response:
        with transaction.atomic():
            row = _locked(self, pk)
            check_match(request, self, row)
            self.delete_row(row)  # type: ignore[attr-defined]
        return Response(status=204)


class Results(serializers.Serializer):
    """What became of each item, in their order."""

    class Result(serializers.Serializer):
        index = serializers.IntegerField(min_value=0)
        status = serializers.IntegerField(help_text="As if the item had been sent alone: 201, 200, 400, 404, 409.")
        id = serializers.IntegerField(required=False)
        problem = serializers.DictField(required=False)

    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = Result(many=True)


class Items(Strict):
    items = serializers.ListField(
        child=serializers.DictField(),
        min_length=1,
        max_length=MOST,
        help_text=f"Up to {MOST} records, each as for making one; with an `id` it changes that one.",
    )


class Many:
    """POST of up to five hundred: each with an `id` is a change, where there are changes; without one it is new. One
    that is refused stops none of the others."""

    @extend_schema(request=Items, responses={200: Results})
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        items = Items(data=request.data, context=self.get_serializer_context())  # type: ignore[attr-defined]
        items.is_valid(raise_exception=True)
        results = list(self._each(items.validated_data["items"]))
        failed = sum("problem" in result for result in results)
        return Response({"succeeded": len(results) - failed, "failed": failed, "results": results})

    def _each(self, items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for index, item in enumerate(items):
            try:
                with transaction.atomic():
                    status, row = self._one(dict(item))
                yield {"index": index, "status": status, "id": row.pk}
            except Exception as failure:
                body = body_of(failure)
                if body is None:
                    raise
                yield {"index": index, "status": body["status"], "problem": body}

    def _one(self, item: dict[str, Any]) -> tuple[int, Any]:
        pk = item.pop("id", None) if isinstance(self, Changed) else None
        if pk is None:
            return 201, self.create_row(_values(self, item))  # type: ignore[attr-defined]
        if not isinstance(pk, int):
            raise Http404
        row = _locked(self, pk)
        self.change_row(row, _values(self, item, row))  # type: ignore[attr-defined]
        return 200, row


def read_input(view: Any, shape: type[Strict]) -> dict[str, Any]:
    """What was sent to an act, read and checked."""
    read = shape(data=view.request.data, context=view.get_serializer_context())
    read.is_valid(raise_exception=True)
    return read.validated_data


def _values(view: Any, data: Any, row: Any = None) -> dict[str, Any]:
    """What was sent, read and checked; of a row that is there only what was sent."""
    kind = view.serializer_class if row is not None else view.new or view.serializer_class
    shape = kind(row, data=data, partial=row is not None, context=view.get_serializer_context())
    shape.is_valid(raise_exception=True)
    return shape.validated_data


def _locked(view: Any, pk: int) -> Any:
    """The row as it is now, until the transaction ends; Http404."""
    view.row(pk)
    list(view.queryset.model.objects.select_for_update().filter(pk=pk).order_by().values_list("pk"))
    return view.row(pk)
