"""Taking a person out of rows: of those that are about them by each of their names, of all others by full name and
address."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from quotahit.accounts.subjects.holdings import Found, Treatment, rooms
from quotahit.accounts.subjects.mentions import ERASED, Mentions
from quotahit.accounts.subjects.subject import Subject

_TEXT = (models.CharField, models.TextField)
_SPARED = (models.GeneratedField, models.GenericIPAddressField)


def clear(found: Found, mentions: Mentions) -> int:
    """Take the person out of these rows, which are about them; returns how many rows named them."""
    return sum(_clear_row(row, mentions) for row in found.rows())


def clear_elsewhere(subject: Subject) -> int:
    """Take the person out of every row of the organization that names them; returns how many did.

    Row by row, each by itself: what was cleared stays cleared if this ends before its time.
    """
    if not subject.mentions:
        return 0
    return sum(_clear_row(row, subject.mentions) for row in naming(subject))


def naming(subject: Subject) -> Iterator[models.Model]:
    """The rows of the organization that name the person and are not known to be about them."""
    labels = {
        holding.model
        for room in rooms()
        for holding in room.holdings
        if holding.named and holding.treatment != Treatment.NOTHING
    }
    for label in sorted(labels) if subject.mentions else ():
        yield from _naming(apps.get_model(label), subject)


def _naming(model: type[models.Model], subject: Subject) -> Iterator[models.Model]:
    rows = model._base_manager.exclude(pk__in=subject.ids(model._meta.label_lower))
    if any(field.name == "organization" for field in model._meta.concrete_fields):
        rows = rows.filter(organization=subject.organization.pk)
    condition = Q(pk__in=[])
    for field in text_fields(model):
        if isinstance(field, models.JSONField):
            rows = rows.annotate(**{f"text_of_{field.name}": Cast(field.name, models.TextField())})
            condition |= Q(**{f"text_of_{field.name}__iregex": subject.mentions.pattern_in_json})
        else:
            condition |= Q(**{f"{field.name}__iregex": subject.mentions.pattern})
    ids = list(rows.filter(condition).order_by("pk").values_list("pk", flat=True))
    found = (model._base_manager.filter(pk=row_id).first() for row_id in ids)
    return (row for row in found if row is not None and _changes(row, subject.mentions))


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns in which a person could be named."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (*_TEXT, models.JSONField)) and not isinstance(field, _SPARED) and not field.primary_key
    ]


def _changes(row: models.Model, mentions: Mentions) -> dict[str, Any]:
    """The columns that name the person, with what they are to hold instead."""
    changes = {}
    for field in text_fields(type(row)):
        before = getattr(row, field.attname)
        after = mentions.taken_out(before)
        if after != before:
            length = getattr(field, "max_length", None)
            changes[field.attname] = after[:length] if isinstance(after, str) else after
    return changes


def _clear_row(row: models.Model, mentions: Mentions) -> int:
    changes = _changes(row, mentions)
    if not changes:
        return 0
    this = type(row)._base_manager.filter(pk=row.pk)
    try:
        with transaction.atomic():
            return this.update(**changes)
    except IntegrityError:  # two rows that were told apart by a name alone, such as tags, still are
        numbered = {name: _numbered(value, row.pk) for name, value in changes.items()}
        return this.update(**numbered)


def _numbered(value: Any, number: int) -> Any:
    return value.replace(ERASED, f"{ERASED[:-1]} {number}]") if isinstance(value, str) else value
