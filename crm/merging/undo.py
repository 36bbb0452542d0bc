"""Two records again: the one that was merged comes back with what it had; what came after the merge stays."""

from collections.abc import Iterable

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from crm.errors import NotMergeableError
from crm.journal import enter
from crm.merging.aliases import merged_into
from crm.merging.hooks import merge_hooks
from crm.merging.ledger import repoint
from crm.merging.merge import user_id, write_history
from crm.merging.record import Change, Record, Values, column, model_of, plain, restored, thaw
from crm.merging.relations import relations
from crm.models import Company, Contact, Merge
from crm.saving_many import remember
from quotahit import clock
from quotahit.audit.log import actor_name

GONE = _("This merge can no longer be taken back: what it takes is kept for a time only.")
LATER = _("The record was merged itself since. Take that merge back first.")


def undo_merge(merge: Merge, *, actor: object) -> Contact | Company:
    """Bring the merged record back, with its addresses and relations; records `contact.unmerged` or `company.unmerged`.

    A value that somebody has changed since the merge stays as it is, and so do rows that came later. Raises
    NotMergeableError when it is too late, and then nothing is changed.
    """
    with transaction.atomic():
        merge, winner = _locked(merge)
        for hook in merge_hooks():
            hook.before_undo(merge)
        record = merge.load()
        mine = [change for change in record.changed if (change.model, change.pk) == (winner._meta.label, winner.pk)]
        _take_back(mine)
        loser = _bring_back(type(winner), record.loser)
        _move_back(record, merge, actor)
        _take_back(change for change in record.changed if change not in mine)
        for label, values in record.dropped:
            _insert(label, values)
        for label, ids in record.made.items():
            if model := model_of(label):
                model._base_manager.filter(pk__in=ids).delete()
        _sign(winner, loser, actor)
        merge.undone_at, merge.undone_by = clock.now(), actor_name(actor)
        # What was kept for the undo is of no more use; the two are two, and each says for itself what it is.
        merge.record, merge.rejected = {}, {}
        merge.save()
        for hook in merge_hooks():
            hook.undone(merge)
        payload = {"merge_id": merge.pk, f"{merge.kind}_id": winner.pk, "loser_id": loser.pk}
        enter(merge.organization, f"{merge.kind}.unmerged", winner, actor=actor, payload=payload)
    loser.refresh_from_db()
    return loser


def _locked(merge: Merge) -> tuple[Merge, Contact | Company]:
    """The merge and the record that holds it, as they are now; the record first, as every other verb has it."""
    model = Contact if merge.kind == "contact" else Company
    winner = model._base_manager.select_for_update(of=("self",)).filter(pk=merge.winner_id).first()
    row = Merge.objects.select_for_update(of=("self",)).filter(pk=merge.pk).first()
    if row is None or not row.can_be_undone:
        raise NotMergeableError(GONE)
    if winner is None or row.holder_id != row.winner_id:
        raise NotMergeableError(LATER)
    return row, winner


def _bring_back(model: type[Contact] | type[Company], values: Values) -> Contact | Company:
    row = thaw(model, _still_there(model, values) or values)
    row.updated_at = clock.now()  # type: ignore[attr-defined]
    model._base_manager.bulk_create([row])  # type: ignore[list-item]
    return row  # type: ignore[return-value]


def _still_there(model: type[models.Model], values: Values) -> Values | None:
    """The values, where what they point at is no more without it, and with its heir where it was merged; None for a
    row that cannot be without it."""
    known = dict(values)
    for field in model._meta.concrete_fields:
        target = known.get(field.attname)
        if not isinstance(field, models.ForeignKey) or target is None or field.name == "organization":
            continue
        if field.related_model._base_manager.filter(pk=target).exists():
            continue
        heir = _heir(field, values, target)
        if heir is None and not field.null:
            return None
        known[field.attname] = heir
    return known


def _heir(field: models.ForeignKey, values: Values, target: int) -> int | None:
    kind = field.related_model._meta.model_name
    if field.related_model not in (Contact, Company) or "organization_id" not in values:
        return None
    return merged_into(values["organization_id"], str(kind), target)


def _move_back(record: Record, merge: Merge, actor: object) -> None:
    model = Contact if merge.kind == "contact" else Company
    for relation in relations(model):
        ids = repoint(relation, record.moved.get(relation.name, []), model, merge.winner_id, merge.loser_id)
        if ids and hasattr(relation.model, "history"):
            write_history(relation.model, ids, actor)


def _take_back(changes: Iterable[Change]) -> None:
    """Set columns back to what they were, the last change first, where nobody has changed them since."""
    for change in reversed(list(changes)):
        model = model_of(change.model)
        row = model._base_manager.filter(pk=change.pk).first() if model else None
        if model is None or row is None:
            continue
        known = {name: field for name in change.columns if (field := column(model, name))}
        values = {
            name: restored(field, change.columns[name][0])
            for name, field in known.items()
            if plain(getattr(row, name)) == change.columns[name][1]
        }
        _update(row, _still_there(model, values) or {})


def _update(row: models.Model, values: Values) -> None:
    """Write these columns, unless something new has taken the place that the row would have again."""
    if not values:
        return
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**values)
    except IntegrityError:
        return


def _insert(label: str, values: Values) -> None:
    model = model_of(label)
    known = _still_there(model, values) if model else None
    if model is None or known is None:
        return
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([thaw(model, known)])
    except IntegrityError:  # the same is there again, or what it belonged to is gone
        return


def _sign(winner: Contact | Company, loser: Contact | Company, actor: object) -> None:
    """Tell both records' field history."""
    type(winner)._base_manager.filter(pk=winner.pk).update(updated_at=clock.now())
    remember([loser], "+", reason=actor_name(actor), user_id=user_id(actor))
    remember([winner], "~", reason=actor_name(actor), user_id=user_id(actor))
