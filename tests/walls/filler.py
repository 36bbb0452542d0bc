"""A row of every model that an organization has none of yet, made up from what the fields may hold."""

from typing import Any

from django.db import models

from quotahit import clock
from quotahit.accounts.models import Organization, User
from tests.walls.stranger import owned_models, rows_of

PLAIN: list[tuple[type[models.Field], Any]] = [
    (models.BooleanField, False),
    (models.DateTimeField, clock.now),
    (models.DateField, lambda: clock.now().date()),
    (models.JSONField, list),
    (models.BinaryField, b"x"),
    (models.FloatField, 1.0),
    (models.DecimalField, 1),
    (models.IntegerField, 1),
    (models.CharField, "code"),
    (models.TextField, "code"),
]


def fill(organization: Organization) -> None:
    """Leave no table of the organization empty."""
    for model in owned_models():
        if not rows_of(model, organization.pk).exists():
            model._base_manager.bulk_create([_made_up(model, organization)])


def _made_up(model: type[models.Model], organization: Organization) -> models.Model:
    fields = model._meta.concrete_fields
    # Of several things that a row may be about it is about one.
    spare = [field for field in fields if field.is_relation and field.null and field.related_model is not User][1:]
    values = {field.attname: _value(field, organization) for field in fields if field not in spare}
    return model(**{name: value for name, value in values.items() if value is not None})


def _value(field: Any, organization: Organization) -> Any:
    if field.primary_key:
        return None
    if field.name in ("organization", "organization_id"):
        return organization.pk
    if field.is_relation:
        own = User.objects.filter(memberships__organization=organization)
        row = (own if field.related_model is User else rows_of(field.related_model, organization.pk)).first()
        return row and row.pk
    if isinstance(field, models.CharField) and _is_unique(field):
        return f"code {organization.pk}"
    if field.has_default():
        return field.get_default()
    if field.choices:
        return field.flatchoices[0][0]
    made = next((made for kind, made in PLAIN if isinstance(field, kind)), None)
    return made() if callable(made) else made


def _is_unique(field: Any) -> bool:
    alone = [rule.fields for rule in field.model._meta.total_unique_constraints]
    return field.unique or (field.name,) in alone
