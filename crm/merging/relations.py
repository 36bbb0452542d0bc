"""Everything that points at a contact or a company, found by walking all models: by foreign key, or by type and id."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

# What was true of a record stays written of it: these are never moved. Who reads them asks for former ids too.
HISTORY = {
    "audit.AuditEntry": "the log is append-only",
    "events.Event": "a fact stays what it was",
    "compliance.Decision": "evidence, which hangs on the address",
}


@dataclass(frozen=True)
class Relation:
    """A column of a model that names the record; with `kind` another column says of which kind the id is."""

    model: type[models.Model]
    column: str
    kind: str = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.column}"

    def rows(self, target: type[models.Model], pk: int) -> models.QuerySet[Any]:
        """The rows that point at this record."""
        condition: dict[str, Any] = {self.column: pk}
        if self.kind:
            condition[self.kind] = target._meta.label_lower
        return self.model._base_manager.filter(**condition)


def relations(target: type[models.Model]) -> Iterator[Relation]:
    """Every relation to records of this model, in the order in which Django knows the models."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in HISTORY or is_field_history(model):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is target:
                yield Relation(model, field.attname)
        if {"subject_type", "subject_id"} <= {field.attname for field in model._meta.concrete_fields}:
            yield Relation(model, "subject_id", "subject_type")


def is_field_history(model: type[models.Model]) -> bool:
    """Whether the rows are earlier states of other rows."""
    return hasattr(model, "history_object")
