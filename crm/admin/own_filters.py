"""Filters of a list by the organization's own fields: choices and members to pick, bounds of numbers and days."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from unfold.contrib.filters.admin import RangeNumericListFilter
from unfold.contrib.filters.forms import RangeDateForm, RangeNumericForm

from crm.choices import FieldKind
from crm.errors import BadValueError
from crm.models import CustomField
from crm.own_fields.people import People
from crm.own_fields.sql import Between, Known, OneOf
from crm.own_fields.values import read_value

NOTHING = "-"  # no choice and no member is called so


def filter_of(field: CustomField, people: People) -> type[SimpleListFilter]:
    """The filter class of a field."""
    base = _BASES.get(field.kind, KnownFilter)
    named = {"title": field.label.lower(), "parameter_name": f"own_{field.key}", "field": field, "people": people}
    return type(f"Own{base.__name__}", (base,), named)


class OwnFilter(SimpleListFilter):
    field: CustomField
    people: People


class PickFilter(OwnFilter):
    """By one choice, or one member; and who has none."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        if self.field.kind == FieldKind.PERSON:
            options = [(str(pk), name) for pk, name in sorted(self.people.names.items(), key=lambda one: one[1])]
        else:
            options = [(word, word) for word in self.field.choices]
        return [*options, (NOTHING, gettext("None"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value == NOTHING:
            return queryset.filter(~Known(self.field.key))
        try:
            return queryset.filter(OneOf(self.field.key, [read_value(self.field, value, self.people)]))
        except BadValueError:
            return queryset.none()


class KnownFilter(OwnFilter):
    """Texts and links: whether there is one."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("Known")), ("no", gettext("Not known"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = Known(self.field.key)
        return (
            queryset.filter({"yes": known, "no": ~known}[self.value()]) if self.value() in ("yes", "no") else queryset
        )


class RangeFilter(RangeNumericListFilter):
    """Between two numbers, or two days; either may be left open, and what cannot be read asks nothing."""

    field: CustomField
    people: People

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        low, high = (self._bound(f"{self.parameter_name}_{end}") for end in ("from", "to"))
        if low is None and high is None:
            return queryset
        return queryset.filter(Between(self.field.key, low, high, is_number=self.field.kind == FieldKind.NUMBER))

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        form = RangeDateForm if self.field.kind == FieldKind.DATE else RangeNumericForm
        ends = {f"{self.parameter_name}_{end}": self.field.label for end in ("from", "to")}
        shown = form(name=self.parameter_name, data={name: self.used_parameters.get(name) for name in ends})
        for name, words in (("from", "from"), ("to", "to")):
            shown.fields[f"{self.parameter_name}_{name}"].widget.attrs["aria-label"] = f"{self.field.label} {words}"
        yield {"request": self.request, "parameter_name": self.parameter_name, "form": shown}

    def _bound(self, name: str) -> Any:
        try:
            return read_value(self.field, self.used_parameters.get(name), self.people)
        except BadValueError:
            return None


class DayRangeFilter(RangeFilter):
    template = "unfold/filters/filters_date_range.html"


_BASES: dict[str, Any] = {
    FieldKind.CHOICE: PickFilter,
    FieldKind.PERSON: PickFilter,
    FieldKind.NUMBER: RangeFilter,
    FieldKind.DATE: DayRangeFilter,
}
