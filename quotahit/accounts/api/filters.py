"""Filters that lists offer: by the id of another record, by a word, by time."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as rest
from django_filters.fields import IsoDateTimeField
from rest_framework.request import Request

from quotahit.accounts.api.paging import MOST_ID, parameter
from quotahit.accounts.api.problems import Problem

LONGEST = 200


class _IdField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_ID, **options)


class Id(rest.NumberFilter):
    """Rows about the record of this id."""

    field_class = _IdField

    def get_max_validator(self) -> None:
        return None


class _FlagField(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise forms.ValidationError("This is either true or false.", "invalid")
        return value == "true"


class Flag(rest.BooleanFilter):
    """Yes or no, and nothing else."""

    field_class = _FlagField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, widget=forms.TextInput, **options)  # its own takes what it does not know for nothing


class Word(rest.CharFilter):
    """Rows with exactly this text."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, max_length=300, **options)


class _MomentField(IsoDateTimeField):
    """A moment, in UTC: PostgreSQL knows no zone that is sixteen hours or more away."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as problem:
            raise forms.ValidationError("This moment is out of range.", "invalid") from problem


class Since(rest.IsoDateTimeFilter):
    """Rows of this moment or later."""

    field_class = _MomentField

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, lookup_expr="gte")


class Until(rest.IsoDateTimeFilter):
    """Rows before this moment."""

    field_class = _MomentField

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, lookup_expr="lt")


class Filters(rest.FilterSet):
    """The base of every list's filters."""


class Search:
    """`?search=`, by the view's own `searched(rows, text)`."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        text = request.query_params.get("search", "")
        if len(text) > LONGEST or not text.isprintable():
            raise Problem(400, "bad_search", f"Search for up to {LONGEST} characters.", pointer="?search")
        return view.searched(queryset, text) if text.strip() else queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [parameter("search", {"type": "string", "maxLength": LONGEST}, view.search_hint)]
