"""Past activities that an import brought: they go, or are what the list before said of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField

from crm.importing.activities.writing import COLUMNS, MODELS
from crm.importing.undoing.deleting import delete_rows
from crm.importing.undoing.outcome import Outcome, Stays
from crm.models import Import, ImportedActivity
from quotahit import bulk
from quotahit.events.models import Event


def look_at(job: Import, ids: Sequence[int], outcome: Outcome) -> tuple[list[int], set[int]]:
    """Which would go, and which would be as they were before; what stays is counted."""
    rows = list(ImportedActivity.objects.filter(pk__in=ids).order_by("pk"))
    kept = _worked_on(rows)
    outcome.stays[Stays.WORKED_ON] += len(kept)
    going = [row.pk for row in rows if row.job_id == job.pk and row.pk not in kept]
    return going, {row.pk for row in rows if row.job_id != job.pk and row.pk not in kept}


def take_back(job: Import, ids: Sequence[int], outcome: Outcome) -> None:
    """Do it, in the caller's transaction, and count it."""
    locked = ImportedActivity.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    rows = {row.pk: row for row in locked}
    going, restored = look_at(job, ids, outcome)
    for target, model in MODELS.items():
        delete_rows(model, [pk for row_id in going if (pk := getattr(rows[row_id], f"{target}_id"))])
    _restore([rows[pk] for pk in sorted(restored)])
    outcome.count("activity", deleted=len(going), restored=len(restored))


def _worked_on(rows: Sequence[ImportedActivity]) -> set[int]:
    """Those whose task a person has done, changed or given to another since."""
    tasks = {row.task_id: row.pk for row in rows if row.task_id}
    acts = Event.objects.filter(subject_type="crm.task", subject_id__in=list(tasks), source="console")
    return {tasks[pk] for pk in acts.values_list("subject_id", flat=True)}


def _restore(rows: Iterable[ImportedActivity]) -> None:
    """Put back what the rows said, and let the next list that says otherwise correct them again."""
    known = list(rows)
    for target, model in MODELS.items():
        before = {pk: row.before for row in known if (pk := getattr(row, f"{target}_id"))}
        found = list(model.objects.filter(pk__in=before))
        for row in found:
            for name, value in before[row.pk].items():
                setattr(row, name, _read(row, name, value))
        bulk.update(found, COLUMNS[target])
    for row in known:
        row.digest, row.before, row.changed_by_id = "", {}, None
    bulk.update(known, ["digest", "before", "changed_by"])


def _read(row: Any, name: str, value: Any) -> Any:
    is_time = isinstance(row._meta.get_field(name), DateTimeField)
    return datetime.fromisoformat(value) if is_time and value else value
