"""Form fields for what is stored as JSON and typed as text."""

import json
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from crm.values import as_list


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
        help_text = "One on a line: name: value."
        super().__init__(**{"required": False, "label": "Your own fields", "help_text": help_text} | kwargs)

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
                raise forms.ValidationError("“%(line)s” is not written as name: value.", params={"line": line.strip()})
            fields[name.strip()] = _read(text.strip())
        return fields


def _written(value: Any) -> str:
    return value if isinstance(value, str) and _read(value) == value else json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
