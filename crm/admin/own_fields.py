"""The organization's own fields on the pages of a record: in its form, in its list, among the filters."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.admin.own_filters import filter_of
from crm.admin.own_forms import PREFIX, OwnFieldsForm, form_with
from crm.admin.segment_filter import segment_filter
from crm.models import CustomField
from crm.own_fields.defining import fields_of
from crm.own_fields.people import NOBODY, People, people_of
from crm.own_fields.schema import needs_people
from crm.own_fields.values import own_lines, show_value

SECTION = _("Your own fields")
MOST_COLUMNS = 6  # a list of more cannot be read


class OwnFieldsAdmin:
    """Mixed into the admin page of a noun, whose form is an OwnFieldsForm."""

    noun: str
    form: type[OwnFieldsForm]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        own, people = own_of(request, self.noun)
        form = super().get_form(request, obj, change=change, form=form_with(self.form, own, people), **kwargs)  # type: ignore[misc]
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The section stands at the end; who may not edit reads it as words."""
        if not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            names: tuple[str, ...] = ("own_in_words",)
        else:
            names = (*(PREFIX + field.key for field in own_of(request, self.noun)[0]), "custom")
        return [*super().get_fieldsets(request, obj), (SECTION, {"fields": names})]  # type: ignore[misc]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return fields if self.has_change_permission(request, obj) else (*fields, "own_in_words")  # type: ignore[attr-defined]

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        own, people = own_of(request, self.noun)
        columns = [_column(field, people) for field in own if field.in_list][:MOST_COLUMNS]
        return [*super().get_list_display(request), *columns]  # type: ignore[misc]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        own, people = own_of(request, self.noun)
        saved = segment_filter(self.noun)
        return [saved, *super().get_list_filter(request), *(filter_of(field, people) for field in own if field.in_list)]  # type: ignore[misc]

    @display(description=SECTION)
    def own_in_words(self, row: Any) -> str:
        own = {field.key: field for field in fields_of(row.organization_id, self.noun)}
        people = people_of(row.organization_id) if needs_people(list(own.values())) else NOBODY
        return format_html_join("", "<p>{}: {}</p>", own_lines(own.values(), row.custom, people))


def own_of(request: HttpRequest, noun: str) -> tuple[list[CustomField], People]:
    """The fields of a noun and, where one of them names a member, the members; asked once for a request."""
    kept: dict[str, Any] = request.__dict__.setdefault("_own_fields", {})
    if noun not in kept:
        organization = request.organization  # type: ignore[attr-defined]
        fields = fields_of(organization, noun) if organization else []
        kept[noun] = fields, people_of(organization) if needs_people(fields) else NOBODY
    return kept[noun]


def own_columns(request: HttpRequest, noun: str) -> list[Callable[[Any], str]]:
    """A column of each field, for a list that may be asked to show it."""
    own, people = own_of(request, noun)
    return [_column(field, people) for field in own]


def _column(field: CustomField, people: People) -> Callable[[Any], str]:
    @display(description=field.label)
    def shown(row: Any) -> str:
        return show_value(field, row.custom.get(field.key), people)

    shown.__name__ = PREFIX + field.key
    return shown
