"""Where the values of a contact or a company came from, field by field, as their pages show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.choices import Origin
from crm.merging.fields import BLANK
from crm.merging.record import plain
from crm.models import Provenance
from crm.provenance import origin_of
from crm.write_rules import FIELDS

STATES = 30  # earlier states of a record that are looked through for who wrote a value

METHODS = {
    "title": _("from the job title"),
    "phone": _("from the phone number"),
    "country": _("from the country"),
    "email": _("from the email address"),
    "domain": _("from the domain"),
    "contact": _("from one of its people"),
    "page": _("as the page says"),
    "model": _("read by a model"),
    "signature": _("from what the page is made with"),
    "link": _("from a link"),
    "match": _("as Apollo says"),
}


@dataclass(frozen=True)
class FieldLine:
    """One field of a record: its value, and by whom, how, how surely and when it was written, as far as is known."""

    label: str
    value: str
    source: str = ""
    method: str = ""
    percent: int | None = None
    at: datetime | None = None

    @property
    def is_link(self) -> bool:
        return self.value.startswith(("https://", "http://"))


def origins_of(record: Any) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The query sets that `field_lines` reads."""
    return record.provenance.current(), record.history.order_by("-history_id")[:STATES]


def field_lines(record: Any, rows: Iterable[Provenance], states: Sequence[Any]) -> list[FieldLine]:
    """A line for each field that research could write and that has a value, in the order of the record."""
    known = {row.field: row for row in rows}
    return [
        _line(record, name, known, states)
        for name in FIELDS[record._meta.model_name]
        if getattr(record, name) not in BLANK
    ]


def _line(record: Any, name: str, known: Mapping[str, Provenance], states: Sequence[Any]) -> FieldLine:
    value, row = getattr(record, name), known.get(name)
    column = type(record)._meta.get_field(name)
    label, shown = str(column.verbose_name), _shown(value)
    label = label[:1].upper() + label[1:]
    if row and row.value == plain(value):
        percent = None if row.source in (Origin.PERSON, Origin.OTHER) else round(row.confidence * 100)
        method = str(METHODS.get(row.method, ""))
        return FieldLine(label, shown, row.get_source_display(), method, percent, row.at)
    wrote = _writer(name, plain(value), states)
    if wrote is None:
        return FieldLine(label, shown)
    source = Origin(origin_of(wrote.history_change_reason or "")).label
    return FieldLine(label, shown, str(source), at=wrote.history_date)


def _writer(name: str, value: Any, states: Sequence[Any]) -> Any | None:
    """The state of the record in which the field first had its value of now; None where that is too long ago."""
    found = None
    for state in states:
        if plain(getattr(state, name)) != value:
            return found
        found = state
    return found if found is not None and found.history_type == "+" else None


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(plain(value))
