"""No row is forgotten: whatever points at a contact or a company is moved by a merge, its constraints minded."""

import pytest
from django.apps import apps
from django.db import models

from crm.merging.hooks import merge_hooks
from crm.merging.relations import HISTORY, is_field_history, relations
from crm.models import Company, Contact

TARGETS = (Contact, Company)
# Plain ids of contacts and companies that stay as they are, and why.
PLAIN_IDS = {
    "crm.Merge.winner_id": "who it was at the time",
    "crm.Merge.loser_id": "the former id",
    "crm.DuplicatePair.low_id": "the pair is copied beside the winner by a hook",
    "crm.DuplicatePair.high_id": "the same",
}
# Columns that a contact is not: ids of other things.
OTHER_IDS = {
    *("raw_id", "delivery_id", "interaction_id", "decision_id", "event_id", "run_id", "vendor_id", "provider_id"),
    "call_id",
}


def every_model() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not is_field_history(model)]


@pytest.mark.parametrize("target", TARGETS)
def test_every_foreign_key_is_moved(target: type[models.Model]) -> None:
    known = {relation.name for relation in relations(target)}
    keys = {
        f"{related.related_model._meta.label}.{related.field.attname}"
        for related in target._meta.get_fields(include_hidden=True)
        if related.auto_created and not related.concrete and not related.many_to_many
        and not is_field_history(related.related_model)
    }  # fmt: skip
    assert keys
    assert keys <= known


def test_every_subject_by_type_and_id_is_moved_or_is_history() -> None:
    known = {relation.model._meta.label for relation in relations(Contact) if relation.kind}
    named = {
        model._meta.label
        for model in every_model()
        if {"subject_type", "subject_id"} <= {field.attname for field in model._meta.concrete_fields}
    }
    assert known | HISTORY.keys() == named
    assert known.isdisjoint(HISTORY)


def test_every_other_column_of_ids_is_known_for_what_it_is() -> None:
    """A new column of plain ids has to say whether it may hold a contact's: then it needs a hook."""
    found = {
        f"{model._meta.label}.{field.attname}"
        for model in every_model()
        for field in model._meta.concrete_fields
        if field.attname.endswith("_id") and not field.is_relation and field.attname != "subject_id"
        and field.attname not in OTHER_IDS and model._meta.app_label not in ("admin", "audit")
        and isinstance(field, models.IntegerField)
    }  # fmt: skip
    assert found == PLAIN_IDS.keys()


def test_every_constraint_that_two_of_a_kind_could_break_has_a_hook() -> None:
    settled = {name for hook in merge_hooks() for name in hook.settles}
    assert {name for target in TARGETS for name in constraints_of(target)} == settled


def constraints_of(target: type[models.Model]) -> set[str]:
    """The unique constraints in which a moved column stands beside others that may be equal."""
    found = set()
    for relation in relations(target):
        opts = relation.model._meta
        name = next(field.name for field in opts.concrete_fields if field.attname == relation.column)
        found |= {one.name for one in opts.constraints if name in getattr(one, "fields", ())}
        if any(name in fields for fields in opts.unique_together):
            found.add(opts.db_table)
        if opts.get_field(name).unique:
            found.add(relation.name)
    return found
