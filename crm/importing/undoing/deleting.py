"""Records that go, with all rows that belong to them, each kind by one statement."""

from collections.abc import Sequence

from django.db import models
from django.db.models import ManyToOneRel

from crm.importing.undoing.hooks import undo_hooks
from crm.importing.undoing.own_rules import end_what_waits
from crm.importing.undoing.records import MODELS
from crm.merging.relations import is_field_history
from crm.models import ImportUndo
from crm.saving_many import remember
from crm.visibility import DEAL
from quotahit.events.record import Fact, record_many


def delete_records(undo: ImportUndo, noun: str, ids: Sequence[int], actor: object) -> None:
    """Delete these records and tell who listens, in the caller's transaction."""
    if not ids:
        return
    model = MODELS[noun]
    if noun == "contact":
        for hook in undo_hooks():
            hook.before_delete(ids, actor)
    elif noun == "deal":
        end_what_waits(DEAL, ids, actor)
    rows = model.objects.filter(pk__in=ids)
    remember(list(rows.only("pk")), "-", reason=undo.source, user_id=undo.by_id)
    delete_rows(model, ids)
    label = model._meta.label_lower
    payload = {"import_id": undo.job_id}
    record_many(Fact(undo.organization_id, f"{noun}.deleted", (label, pk), payload, undo.source) for pk in ids)


def delete_rows(model: type[models.Model], ids: Sequence[int]) -> None:
    """Delete these rows with all that belongs to them."""
    rows = model._base_manager.filter(pk__one_of=ids)
    for relation in _relations(model):
        theirs = relation.related_model._base_manager.filter(**{f"{relation.field.name}__one_of": ids})
        if relation.on_delete is models.SET_NULL:
            theirs.update(**{relation.field.name: None})
        else:
            theirs.delete()
    rows._raw_delete(rows.db)  # type: ignore[attr-defined] # nothing hangs on them any more


def _relations(model: type[models.Model]) -> list[ManyToOneRel]:
    """What points at these records, those that many-to-many fields use among them."""
    found = model._meta.get_fields(include_hidden=True)
    return [field for field in found if isinstance(field, ManyToOneRel) and not is_field_history(field.related_model)]
