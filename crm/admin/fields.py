"""Form fields for what is stored as JSON and typed as text."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from crm.values import as_list


class Suggestions(UnfoldAdminTextInputWidget):
    """A line of text with some that may be meant."""

    def __init__(self, offered: Iterable[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.offered = offered

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        line = super().render(name, value, {**(attrs or {}), "list": f"{name}-offered"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.offered))
        return line + format_html('<datalist id="{}-offered">{}</datalist>', name, options)


class WordsField(forms.CharField):
    """A list of words or phrases, parted by commas."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return as_list(value)


class OwnFieldsField(forms.CharField):
    """The organization's own fields, one `name: value` on a line; numbers, lists, yes and no as JSON writes them."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("One on a line: name: value.")
        super().__init__(**{"required": False, "label": _("Your own fields"), "help_text": help_text} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{name}: {_written(kept)}" for name, kept in value.items())

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        fields = {}
        for line in (value or "").splitlines():
            name, colon, text = line.partition(":")
            if not line.strip():
                continue
            if not colon or not name.strip():
                raise forms.ValidationError(
                    gettext("“%(line)s” is not written as name: value."), params={"line": line.strip()}
                )
            fields[name.strip()] = _read(text.strip())
        return fields


def _written(value: Any) -> str:
    return value if isinstance(value, str) and _read(value) == value else json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
