"""The one place that says what a value of an organization's own field is.

Whatever a form, a file, a model or a program hands over goes in; the form that is stored comes out:

text    text                      choice  one of the field's choices, as they are written
number  a JSON number             link    a web address with its scheme
date    "2026-03-04"              person  the id of a member's account
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext

from crm.choices import FieldKind
from crm.errors import BadValueError
from crm.names import fold
from crm.own_fields.people import NOBODY, People
from crm.values import as_text
from quotahit.ids import id_in
from quotahit.moments import DAY, written

LONGEST = 5000
MOST = Decimal(10) ** 15  # beyond it a JSON number is not exact any more
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_is_link = URLValidator(schemes=["http", "https"])


class Typed(Protocol):
    """What of a field its values depend on."""

    kind: str
    choices: Sequence[str]


class Labelled(Typed, Protocol):
    key: str
    label: str


def read_value(field: Typed, value: Any, people: People = NOBODY) -> Any:
    """The stored form of a value, None for none; raises BadValueError, which says what was wrong with it."""
    if value is None or value == [] or value == {} or (isinstance(value, str) and not value.strip()):
        return None
    return _READERS[field.kind](field, value, people)


def show_value(field: Typed, value: Any, people: People = NOBODY) -> str:
    """A stored value in words; what is not of the field's kind is shown as it stands."""
    if value in (None, "", [], {}):
        return ""
    if field.kind == FieldKind.PERSON:
        return people.names.get(value, "") if isinstance(value, int) else as_text(value)
    if field.kind == FieldKind.NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}"
    if field.kind == FieldKind.DATE and (day := _day(value)):
        return written(day, DAY)
    return _plain(value)


def own_lines(fields: Iterable[Labelled], custom: Mapping[str, Any], people: People) -> list[tuple[str, str]]:
    """Label and value in words: the fields in their order, then what else stands there; what is blank is left out."""
    known = {field.key: field for field in fields}
    lines = [(field.label, show_value(field, custom.get(key), people)) for key, field in known.items()]
    lines += [(key.replace("_", " "), _plain(value)) for key, value in custom.items() if key not in known]
    return [(label, value) for label, value in lines if value]


def fits(field: Typed, value: Any, people: People = NOBODY) -> bool:
    """Whether a value that is stored stands in the form of the field's kind."""
    try:
        return type(found := read_value(field, value, people)) is type(value) and found == value
    except BadValueError:
        return False


def _plain(value: Any) -> str:
    return ", ".join(map(as_text, value)) if isinstance(value, list) else as_text(value)


def _text(field: Typed, value: Any, people: People) -> str:
    if isinstance(value, dict):
        raise BadValueError(gettext("This is no text."))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(as_text, value)) if isinstance(value, list | tuple) else as_text(value)
    if len(text) > LONGEST:
        raise BadValueError(gettext("This text is longer than {longest:,} characters.").format(longest=LONGEST))
    return text


def _number(field: Typed, value: Any, people: People) -> int | float:
    try:
        number = Decimal(_THOUSANDS.sub("", str(value).strip()) if not isinstance(value, bool) else "")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise BadValueError(gettext("“{cut}” is no number.").format(cut=_cut(value)))
    if abs(number) >= MOST:
        raise BadValueError(gettext("“{cut}” is too large a number.").format(cut=_cut(value)))
    return int(number) if number == number.to_integral_value() else float(number)


def _date(field: Typed, value: Any, people: People) -> str:
    day = _day(value)
    if day is None:
        raise BadValueError(gettext("“{cut}” is no date; write it like 2026-03-04.").format(cut=_cut(value)))
    return day.isoformat()


def _choice(field: Typed, value: Any, people: People) -> str:
    known = _folded(tuple(field.choices))
    found = known.get(fold(as_text(value)))
    if found is None:
        raise BadValueError(
            gettext("“{cut}” is none of: {choices}.").format(cut=_cut(value), choices=", ".join(field.choices))
        )
    return found


def _link(field: Typed, value: Any, people: People) -> str:
    text = as_text(value)
    link = text if "://" in text else f"https://{text}"
    try:
        _is_link(link)
    except ValidationError as error:
        raise BadValueError(gettext("“{cut}” is no web address.").format(cut=_cut(value))) from error
    return link


def _person(field: Typed, value: Any, people: People) -> int:
    word = as_text(value)
    found = id_in(word) or people.by_word.get(fold(word))
    if found not in people.names:
        raise BadValueError(gettext("“{cut}” is no member of this organization.").format(cut=_cut(value)))
    return int(found)  # type: ignore[arg-type]


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(as_text(value))
    except ValueError:
        return None


def _cut(value: Any) -> str:
    text = as_text(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


@lru_cache(maxsize=1000)
def _folded(choices: tuple[str, ...]) -> Mapping[str, str]:
    return {fold(choice): choice for choice in reversed(choices)}


_READERS: Mapping[str, Callable[[Typed, Any, People], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.LINK: _link,
    FieldKind.PERSON: _person,
}
