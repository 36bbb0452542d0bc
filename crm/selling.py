"""What selling goes by: pipelines, their stages, goals, reasons of losing. Managers keep them, each act is logged."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext

from crm.changes import apply_changes
from crm.errors import StageInUseError
from crm.models import Goal, LostReason, Pipeline, Stage
from quotahit.audit.log import append

Kept = Pipeline | Stage | Goal | LostReason


def keep(row: Kept, *, actor: object, changed: Collection[str] = ()) -> None:
    """Save a new one, or the columns of a known one that were changed.

    Raises ValidationError for what does not fit or is there already, StageInUseError for another kind of a stage where
    deals stand.
    """
    with transaction.atomic():
        is_new = row.pk is None
        if not is_new and isinstance(row, Stage) and "kind" in changed:
            check_kind(row)
        if isinstance(row, Pipeline) and row.is_default:
            _no_other_default(row, actor)
        row.full_clean()
        row.save()
        _log(row, "added" if is_new else "changed", actor, {} if is_new else {"fields": sorted(changed)})


def change(row: Kept, *, actor: object, **values: Any) -> list[str]:
    """Give it other values; returns the columns that did change. Raises as `keep` does."""
    changed = apply_changes(row, values)
    if changed:
        keep(row, actor=actor, changed=changed)
    return changed


def discard(row: Kept, *, actor: object) -> None:
    """Delete it, a pipeline with its stages. Raises StageInUseError while deals stand there."""
    with transaction.atomic():
        _log(row, "deleted", actor, {})
        try:
            row.delete()
        except RestrictedError as error:
            words = gettext("Deals stand in “{name}”. Move them first, then delete it.")
            raise StageInUseError(words.format(name=row)) from error


def check_kind(stage: Stage) -> None:
    """Raises StageInUseError while deals stand there: they are open, won or lost by what it is."""
    if stage.deals.exists():
        words = gettext("Deals stand in “{name}”. Move them first, then change what it means.")
        raise StageInUseError(words.format(name=stage))


def _no_other_default(pipeline: Pipeline, actor: object) -> None:
    others = Pipeline.objects.for_organization(pipeline.organization_id).filter(is_default=True)
    for other in others.exclude(pk=pipeline.pk).select_for_update():
        change(other, actor=actor, is_default=False)


def _log(row: Kept, act: str, actor: object, why: dict[str, Any]) -> None:
    append(row.organization_id, actor, f"{row._meta.model_name}.{act}", row, why=why)
