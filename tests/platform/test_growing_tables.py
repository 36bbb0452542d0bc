"""The tables that only grow can be parted one day: docs/decisions/0011-growing-tables-are-parted-by-number.md."""

from django.apps import apps
from django.db import models

from compliance.models import Decision
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event, RawInbound
from quotahit.workflow.models import RunStep

GROWING = (Event, RunStep, RawInbound, Decision, AuditEntry)


def test_nothing_has_a_foreign_key_to_a_table_that_will_be_parted() -> None:
    """Others keep plain ids, or such as the database does not check: a part can go whatever still names its rows."""
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model in GROWING and field.db_constraint
    }
    assert pointing == set()


def test_what_must_be_unique_beside_the_number_is_known() -> None:
    """Each of these needs the number among its columns, or a small table of keys; a new one is to be thought about."""
    unique = {
        constraint.name
        for model in GROWING
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    }
    assert unique == {"event_key_once", "raw_inbound_once", "run_step_once"}
    assert not [field for model in GROWING for field in model._meta.fields if field.unique and not field.primary_key]
