"""The form of a record with the organization's own fields: one proper widget for each, the rest in one text."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from crm.admin.fields import OwnFieldsField
from crm.choices import FieldKind
from crm.errors import BadValueError
from crm.models import CustomField
from crm.own_fields.people import NOBODY, People
from crm.own_fields.values import LONGEST, fits, read_value
from quotahit.accounts.admin_scope import OrganizationForm

PREFIX = "own_"
LONG = 120  # characters; a longer text gets room


class OwnFieldsForm(OrganizationForm):
    """`own` are the fields it asks for, set on the class that is made for each request; `custom` holds what is left.

    A value that does not fit its field, from before there was one, stays until something is put in its place.
    """

    own: ClassVar[Sequence[CustomField]] = ()
    people: ClassVar[People] = NOBODY

    custom = OwnFieldsField(label=_("Anything else"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "custom" not in self.fields:
            return
        stored = dict(self.instance.custom)
        self.unfit: dict[str, Any] = {}
        for field in self.own:
            value = stored.pop(field.key, None)
            if value is None or fits(field, value, self.people):
                self.initial[PREFIX + field.key] = _typed(field, value)
            else:
                self.unfit[field.key] = value
            self._make_room(field, value)
        self.initial["custom"] = stored

    def clean_custom(self) -> dict[str, Any]:
        """What stands there besides the fields; a field's own key is not taken."""
        rest: dict[str, Any] = self.cleaned_data["custom"]
        for field in self.own:
            if field.key in rest:
                raise forms.ValidationError(gettext("“%(key)s” has a field of its own."), params={"key": field.key})
        return rest

    def clean(self) -> dict[str, Any]:
        """Put the typed values and the rest together under `custom`."""
        cleaned = super().clean() or self.cleaned_data
        if "custom" in cleaned:
            read = {field.key: value for field in self.own if (value := self._read(field)) is not None}
            cleaned["custom"] = read | cleaned["custom"]
        return cleaned

    @cached_property
    def changed_data(self) -> list[str]:  # type: ignore[override]
        """The fields that were changed, each of the organization's own as `custom`: that is the column."""
        names = ("custom" if name.startswith(PREFIX) else name for name in super().changed_data)
        return list(dict.fromkeys(names))

    @property
    def custom_changes(self) -> dict[str, Any]:
        """What a verb is told that merges: every key as it is now, None for one that is gone."""
        return {**dict.fromkeys(self.initial_custom, None), **self.cleaned_data["custom"]}

    @cached_property
    def initial_custom(self) -> list[str]:
        own = [field.key for field in self.own]
        return [*own, *self.initial.get("custom", {})]

    def _read(self, field: CustomField) -> Any:
        given = self.cleaned_data.get(PREFIX + field.key)
        if given in (None, ""):
            return self.unfit.get(field.key)
        try:
            return read_value(field, given, self.people)
        except BadValueError as problem:
            self.add_error(PREFIX + field.key, str(problem))
            return None

    def _make_room(self, field: CustomField, value: Any) -> None:
        """Say what does not fit, show a choice that is offered no more, and let a long text have its lines."""
        shown = self.fields[PREFIX + field.key]
        if field.key in self.unfit:
            shown.help_text = gettext(
                "It holds “{value}”, which is no {kind}; it stays until you put something here."
            ).format(value=value, kind=field.kind)
            shown.required = False
        if field.kind == FieldKind.TEXT and isinstance(value, str) and ("\n" in value or len(value) > LONG):
            shown.widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})


def form_with(base: type[OwnFieldsForm], own: Sequence[CustomField], people: People) -> type[OwnFieldsForm]:
    """The form class `base` with an input for each of these fields."""
    inputs = {PREFIX + field.key: input_of(field, people) for field in own}
    return type(base.__name__, (base,), {"own": tuple(own), "people": people, **inputs})


def input_of(field: CustomField, people: People) -> forms.Field:
    """The form field of a kind, with the console's widget."""
    shared: dict[str, Any] = {"label": field.label, "required": field.is_required}
    if field.kind == FieldKind.NUMBER:
        return forms.DecimalField(widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}), **shared)
    if field.kind == FieldKind.DATE:
        return forms.DateField(widget=UnfoldAdminSingleDateWidget, **shared)
    if field.kind == FieldKind.LINK:
        return forms.CharField(max_length=LONGEST, widget=UnfoldAdminURLInputWidget, **shared)
    if field.kind == FieldKind.CHOICE:
        return _select([(word, word) for word in field.choices], **shared)
    if field.kind == FieldKind.PERSON:
        return _select(sorted(people.names.items(), key=lambda one: one[1]), coerce=int, **shared)
    return forms.CharField(max_length=LONGEST, widget=UnfoldAdminTextInputWidget, **shared)


def _typed(field: CustomField, value: Any) -> Any:
    """A stored value as its form field would read it, so that only a real change is one."""
    if value is not None and field.kind == FieldKind.NUMBER:
        return Decimal(str(value))
    return date.fromisoformat(value) if value and field.kind == FieldKind.DATE else value


def _select(options: Sequence[tuple[Any, str]], **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=[("", "---------"), *options], empty_value=None, widget=UnfoldAdminSelectWidget, **more
    )
