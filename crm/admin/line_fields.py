"""Form fields for lists of which each entry is typed as a line of its own."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as Unreadable
from unfold.widgets import UnfoldAdminTextareaWidget

from crm.price_list import EXAMPLE, load_prices, read_prices
from crm.working_hours import Absence, read_absences


class _LinesField(forms.CharField):
    """Text of lines outside, a list of JSON values inside."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": UnfoldAdminTextareaWidget(attrs={"rows": 3})} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(self.written(value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else self.read(value or "")

    def written(self, stored: list[Any]) -> list[str]:
        """The line of each entry."""
        raise NotImplementedError

    def read(self, text: str) -> list[Any]:
        """The entries of these lines; forms.ValidationError for one that cannot be read."""
        raise NotImplementedError


class PriceListField(_LinesField):
    """What is sold at which price."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("One item on a line, such as “{example}”. Agents and briefings name no other price.")
        super().__init__(**{"label": _("Price list"), "help_text": format_lazy(help_text, example=EXAMPLE)} | kwargs)

    def written(self, stored: list[Any]) -> list[str]:
        return [str(line) for line in load_prices(stored)]

    def read(self, text: str) -> list[Any]:
        try:
            return [line.model_dump(mode="json") for line in read_prices(text)]
        except Unreadable as problem:
            raise forms.ValidationError(problem.errors()[0]["msg"]) from problem
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem


class AbsencesField(_LinesField):
    """Days on which somebody is away."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("One on a line: 2026-12-24 to 2027-01-02, or a single day. No lead is offered to who is away.")
        super().__init__(**{"label": _("Absences"), "help_text": help_text} | kwargs)

    def written(self, stored: list[Any]) -> list[str]:
        return [
            str(row.first) if row.first == row.last else f"{row.first} to {row.last}" for row in read_absences(stored)
        ]

    def read(self, text: str) -> list[Any]:
        return [self._absence(line.strip()) for line in text.splitlines() if line.strip()]

    def _absence(self, line: str) -> Any:
        first, _to, last = line.partition(" to ")
        try:
            return Absence.model_validate({"first": first.strip(), "last": (last or first).strip()}).model_dump(
                mode="json"
            )
        except Unreadable as problem:
            message = gettext("“%(line)s” is not written like 2026-12-24 to 2027-01-02.")
            raise forms.ValidationError(message, params={"line": line}) from problem
