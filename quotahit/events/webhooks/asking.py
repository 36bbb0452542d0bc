"""What an endpoint asks for: which types of events, and which of them by their payload."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, TypeAdapter, ValidationError

from quotahit.events.errors import BadEndpoint

ALL = "*"
MOST = 50
_TYPE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?")
_LINE = re.compile(r"\s*([\w.]+)\s*=\s*(.+?)\s*")

Plain = StrictBool | StrictInt | StrictFloat | str | None


class Filter(BaseModel):
    """One field of the payload, and the value that it must have, of the same type."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(min_length=1, max_length=80)
    value: Plain = Field(union_mode="left_to_right")

    def lets_pass(self, payload: Mapping[str, Any]) -> bool:
        if self.field not in payload:
            return False
        found = payload[self.field]
        return found == self.value and isinstance(found, bool) == isinstance(self.value, bool)


_FILTERS: TypeAdapter[list[Filter]] = TypeAdapter(list[Filter])


def load(stored: Any) -> list[Filter]:
    """Filters as they are stored, or as a program sends them. Raises BadEndpoint."""
    try:
        filters = _FILTERS.validate_python(stored)
    except ValidationError as problem:
        raise BadEndpoint(
            gettext("A filter is a field of the payload and a value: text, number, true, false or null.")
        ) from (problem)
    if len(filters) > MOST:
        raise BadEndpoint(gettext("No more than {most} filters.").format(most=MOST))
    return filters


def from_lines(text: str) -> list[dict[str, Any]]:
    """Filters as a person writes them, `field = value` on a line each; what is no JSON is text. Raises BadEndpoint."""
    return [_from_line(line) for line in text.splitlines() if line.strip()]


def to_lines(filters: Iterable[Filter]) -> str:
    """The same filters as lines."""
    return "\n".join(f"{each.field} = {json.dumps(each.value, ensure_ascii=False)}" for each in filters)


def checked_types(types: Sequence[str]) -> list[str]:
    """Types of events in order and once each: `deal.won`, `deal.*` or `*`. Raises BadEndpoint."""
    wanted = sorted({type_.strip() for type_ in types if type_.strip()})
    bad = next((each for each in wanted if each != ALL and (len(each) > 64 or not _TYPE.fullmatch(each))), None)
    if bad is not None:
        raise BadEndpoint(gettext("“{bad}” is no type of events: write deal.won, deal.* or *.").format(bad=bad[:80]))
    if not wanted or len(wanted) > MOST:
        raise BadEndpoint(gettext("Name the types of events, {most} at most: deal.won, deal.* or *.").format(most=MOST))
    return wanted


def includes(types: Iterable[str], type_: str) -> bool:
    """Whether an event of this type is among the types."""
    return any(
        each in (ALL, type_) or (each.endswith(".*") and type_.startswith(each.removesuffix(ALL))) for each in types
    )


def _from_line(line: str) -> dict[str, Any]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise BadEndpoint(
            gettext("“{line}” is no filter: write a line such as band = hot.").format(line=line.strip()[:80])
        )
    field, written = found.groups()
    try:
        value = json.loads(written)
    except ValueError:
        value = written
    return {"field": field, "value": value}
