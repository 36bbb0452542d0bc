"""How records look in JSON, and how strictly what comes in is read."""

import json
from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from django.db import models
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.parsers import JSONParser

from quotahit.accounts.models import Membership, Team, User
from quotahit.accounts.visibility import visible

DEEPEST = 12
KINDS: tuple[tuple[Any, Any], ...] = (
    ((serializers.DecimalField,), (str, int, float)),
    ((serializers.BooleanField,), bool),
    ((serializers.IntegerField, serializers.PrimaryKeyRelatedField), int),
    ((serializers.CharField, serializers.ChoiceField, serializers.DateTimeField, serializers.DateField), str),
    ((serializers.ListField,), list),
)
NAMES = {(str, int, float): "a number, as text or as it is", bool: "true or false", int: "a whole number", str: "text"}
NAMES[list] = "a list"


class StrictJSON(JSONParser):
    """JSON as it is; what is nested beyond sense is an error and not a crash."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as problem:
            raise ParseError("This JSON is nested too deeply.") from problem


class Strict(serializers.Serializer):
    """Input in which a field that we do not know, or that cannot be set, is an error and not silently dropped, and
    nothing is taken for something of another type."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - {name for name, field in self.fields.items() if not field.read_only})
            if unknown:
                raise serializers.ValidationError({str(name): [_unknown(name, self.fields)] for name in unknown})
            problems = {name: problem for name in data if (problem := mistyped(self.fields[name], data[name]))}
            if problems:
                raise serializers.ValidationError(problems)
        return super().to_internal_value(data)

    @property
    def membership(self) -> Membership:
        """The member for whom this is read or written."""
        return self.context["request"].auth.membership


def mistyped(field: serializers.Field, value: Any) -> list[ErrorDetail]:
    """What is wrong with a value before anybody tries to make it fit; nothing for null, of which the field judges."""
    kind = next((kind for fields, kind in KINDS if isinstance(field, fields)), None)
    if value is None or kind is None:
        return []
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return [ErrorDetail(f"This must be {NAMES[kind]}.", "invalid_type")]
    longest = getattr(field, "max_length", None)
    if isinstance(value, str) and longest and len(value) > longest:
        return [ErrorDetail(f"This is longer than {longest} characters.", "max_length")]
    if isinstance(field, serializers.ListField):
        return next((problem for item in value if (problem := mistyped(field.child, item))), [])
    return []


class Shape(Strict, serializers.ModelSerializer):
    """A record. `?fields=a,b` leaves out the others, but never the id. What is `create_only` is no part of a change."""

    create_only: frozenset[str] = frozenset()

    def to_internal_value(self, data: Any) -> Any:
        if self.instance is not None and isinstance(data, Mapping):
            fixed = sorted(self.create_only & set(data))
            if fixed:
                raise serializers.ValidationError({name: [_unknown(name, self.fields)] for name in fixed})
        return super().to_internal_value(data)

    @property
    def _readable_fields(self) -> Any:
        asked = self.context.get("only") if self.parent is None or self.parent.parent is None else None
        for name, field in self.fields.items():
            if not field.write_only and (not asked or name == "id" or name in asked):
                yield field


class RowField(serializers.PrimaryKeyRelatedField):
    """The id of a record of the same organization that the key may see."""

    default_error_messages = {"does_not_exist": "There is no {pk_value} here, or none that this key may see."}

    def get_queryset(self) -> models.QuerySet:
        membership: Membership = self.context["request"].auth.membership
        rows = super().get_queryset()
        if rows.model is User:
            return rows.filter(memberships__organization=membership.organization_id)
        if rows.model is Team:
            return rows.filter(organization=membership.organization_id)
        return visible(rows.for_organization(membership.organization_id), membership)


@extend_schema_field(OpenApiTypes.INT)
class MemberField(RowField):
    """The id of a member of the organization."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({} if options.get("read_only") else {"queryset": User.objects.all()}), **options)


@extend_schema_field({"type": "string", "readOnly": True})
class NameOf(serializers.Field):
    """What a related row is called; of a member only the name that others see, never the address."""

    def __init__(self, related: str) -> None:
        super().__init__(read_only=True)
        self.related = related

    def get_attribute(self, instance: Any) -> Any:
        return attrgetter(self.related)(instance) or ""

    def to_representation(self, row: Any) -> str:
        return (row.get_full_name() or f"Member {row.pk}") if isinstance(row, User) else str(row)


class NameGiven(serializers.CharField):
    """The name of a related row, by which it can be given, too, when the record is made."""

    def __init__(self, related: str, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.related = related

    def get_attribute(self, instance: Any) -> str:
        return str(getattr(instance, self.related) or "")


class Texts(serializers.ListField):
    """A list of short texts, each once; a set of rows is told by what they are called."""

    def __init__(self, longest: int, **options: Any) -> None:
        super().__init__(child=serializers.CharField(max_length=longest), max_length=20, required=False, **options)

    def to_representation(self, data: Any) -> list[str]:
        return [str(row) for row in (data.all() if hasattr(data, "all") else data)]


@extend_schema_field({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", "example": "09:00"})
class WallTime(serializers.TimeField):
    """A time of day on somebody's own clock, without a zone."""


@extend_schema_field({"type": "object", "additionalProperties": {}})
class Loose(serializers.JSONField):
    """An object of the caller's own making; a key given as null is taken away."""

    default_error_messages = {
        "not_object": "This must be an object.",
        "unstorable": "This holds what cannot be stored: a zero or half a character, or it is nested too deeply.",
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            self.fail("not_object")
        if not is_storable(data):
            self.fail("unstorable")
        return super().to_internal_value(data)


def is_storable(data: Any) -> bool:
    """Whether both databases can keep this JSON."""
    try:
        written = json.dumps(data, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (ValueError, RecursionError):
        return False
    return "\\u0000" not in written and _depth(data) <= DEEPEST


def _depth(data: Any) -> int:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def _unknown(name: str, fields: Mapping[str, Any]) -> ErrorDetail:
    if name in fields:
        return ErrorDetail("This field cannot be set.", "read_only")
    return ErrorDetail("There is no such field.", "unknown_field")
