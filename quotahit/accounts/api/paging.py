"""Pages found by key: as quick at the end of a million rows as at their beginning, stable while rows come and go."""

import base64
import binascii
import json
from datetime import UTC, datetime
from functools import reduce
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from quotahit.accounts.api.problems import Problem
from quotahit.accounts.beside import beside_each

DEFAULT, MOST = 50, 200
MOST_ID = 2**63 - 1


class Keyset(BasePagination):
    """`ordering` names one of the view's indexed columns; rows that are equal in it follow each other by id."""

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[Any]:
        limit = _limit(request.query_params.get("limit", ""))
        name = request.query_params.get("ordering") or view.ordering
        orderings = view.orderings
        if name.removeprefix("-") not in orderings:
            offered = ", ".join(orderings)
            raise Problem(
                400, "unknown_ordering", f"Order by one of {offered}, or -… for the other way.", pointer="?ordering"
            )
        column = orderings[name.removeprefix("-")]
        walk = _Walk(queryset, column, is_backward=name.startswith("-"))
        rows = walk.after(_read(request.query_params.get("cursor", ""), name, walk.field), limit + 1)
        self.next = _written(name, rows[limit - 1], column) if len(rows) > limit else None
        self.request = request
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": "string", "nullable": True, "description": "The `cursor` of the next page, if any."},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        orderings = [name for column in view.orderings for name in (column, f"-{column}")]
        limits = {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT}
        return [
            parameter("cursor", {"type": "string"}, "What the page before said as `next`."),
            parameter("limit", limits, "How many rows at most."),
            parameter("ordering", {"type": "string", "enum": orderings, "default": view.ordering}, "In which order."),
        ]


class _Walk:
    """Rows in the order of (column, id), where rows without a value stand where the database's index has them."""

    def __init__(self, rows: QuerySet, column: str, *, is_backward: bool) -> None:
        meta = rows.model._meta
        self.column = meta.pk.name if column == "pk" else column
        self.field: Field = get_fields_from_path(rows.model, self.column)[-1]
        self.sign, self.op = ("-", "lt") if is_backward else ("", "gt")
        self.rows = beside_each(rows.order_by(f"{self.sign}{self.column}", f"{self.sign}pk"))
        self.has_blanks = self.field.null
        self.blanks_first = (connection.vendor == "postgresql") == is_backward

    def after(self, place: tuple[Any, int] | None, limit: int) -> list[Any]:
        """Up to `limit` rows behind a place, which is a value and an id."""
        found: list[Any] = []
        for is_blank in self._parts(place):
            part = self._part(is_blank)
            if place and not found and is_blank == (place[0] is None):
                part = self._behind(part, *place)
            found += part[: limit - len(found)]
            if len(found) == limit:
                break
        return found

    def _parts(self, place: tuple[Any, int] | None) -> list[bool]:
        parts = sorted([True, False], reverse=self.blanks_first) if self.has_blanks else [False]
        return parts[parts.index(place[0] is None) :] if place and (place[0] is None) in parts else parts

    def _part(self, is_blank: bool) -> QuerySet:
        return self.rows.filter(**{f"{self.column}__isnull": is_blank}) if self.has_blanks else self.rows

    def _behind(self, rows: QuerySet, value: Any, pk: int) -> QuerySet:
        by_id = Q(**{f"pk__{self.op}": pk})
        if value is None or self.field.primary_key:
            return rows.filter(by_id)
        # The first condition lets the index begin at the place; the second leaves out what came before it.
        rows = rows.filter(**{f"{self.column}__{self.op}e": value})
        return rows.filter(Q(**{f"{self.column}__{self.op}": value}) | by_id)


def _limit(text: str) -> int:
    if not text:
        return DEFAULT
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise Problem(400, "bad_limit", f"A page has from 1 to {MOST} rows.", pointer="?limit")
    return int(text)


def _written(ordering: str, row: Any, column: str) -> str:
    value = reduce(getattr, column.split("__"), row)
    value = value.isoformat() if hasattr(value, "isoformat") else value
    return base64.urlsafe_b64encode(json.dumps([ordering, value, row.pk]).encode()).decode().rstrip("=")


def _read(cursor: str, ordering: str, field: Field) -> tuple[Any, int] | None:
    if not cursor:
        return None
    try:
        made_for, value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        read = None if value is None else field.to_python(value)
        place = (read.astimezone(UTC) if isinstance(read, datetime) else read, int(pk))
        str(value).encode()  # half a character is no text
        if made_for == ordering and 0 <= place[1] <= MOST_ID and "\0" not in str(value):
            return place
    except (ValueError, TypeError, ValidationError, binascii.Error, RecursionError, OverflowError):
        pass
    raise Problem(
        400, "bad_cursor", "This cursor is not one of ours, or belongs to another ordering.", pointer="?cursor"
    )


def parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
