"""What a merge keeps so that it can be undone: rows as JSON values, and which of them went where."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from pydantic import BaseModel

Values = dict[str, Any]  # by column: `company_id`, not `company`


class Change(NamedTuple):
    """One row of which columns were changed: each with its value before and after."""

    model: str
    pk: int
    columns: dict[str, tuple[Any, Any]]


class Record(BaseModel):
    """`moved` names rows by "crm.Task.contact_id"; `dropped` are rows that the winner had already, `made` new ones."""

    winner: Values = {}
    loser: Values = {}
    moved: dict[str, list[int]] = {}
    changed: list[Change] = []
    dropped: list[tuple[str, Values]] = []
    made: dict[str, list[int]] = {}

    def dump(self) -> dict[str, Any]:
        """The record as JSON values."""
        return self.model_dump(mode="json")


def freeze(row: models.Model) -> Values:
    """Every column of a row as a JSON value; what the database computes is left out."""
    return {field.attname: plain(getattr(row, field.attname)) for field in _columns(type(row))}


def thaw(model: type[models.Model], values: Mapping[str, Any]) -> models.Model:
    """The row again, unsaved; columns that are no more are left out."""
    known = {field.attname: field for field in _columns(model)}
    return model(**{name: restored(known[name], value) for name, value in values.items() if name in known})


def restored(field: models.Field, value: Any) -> Any:
    """One frozen value as its column holds it."""
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def column(model: type[models.Model], name: str) -> models.Field | None:
    """The field behind a column's name; None for one that is no more."""
    return next((field for field in _columns(model) if field.attname == name), None)


def model_of(label: str) -> type[models.Model] | None:
    """The model of this label, None when there is none any more."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def plain(value: Any) -> Any:
    """A value as JSON has it; equal values are equal as JSON too."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def _columns(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.generated]
