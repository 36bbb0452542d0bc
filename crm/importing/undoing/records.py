"""Which records an import made or changed: by its name in the field history, and by its traces."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from crm.models import Company, Contact, Deal, Import, ImportedActivity, ImportTrace

BATCH = 500
ACTIVITY = "activity"
MODELS: dict[str, type[Deal] | type[Contact] | type[Company]] = {"deal": Deal, "contact": Contact, "company": Company}
PHASES = (ACTIVITY, *MODELS)  # what hangs on others goes before them


def history_of(job: Import, noun: str) -> QuerySet[Any]:
    """The lines of field history that the import wrote; it wrote none outside its time."""
    rows = MODELS[noun].history.filter(organization_id=job.organization_id, history_change_reason=job.source)
    within = Q(history_date__gte=job.started_at) if job.started_at else Q()
    if job.finished_at:
        within &= Q(history_date__lte=job.finished_at)
    return rows.filter(within)  # type: ignore[no-any-return]


def next_ids(job: Import, noun: str, after: int, limit: int = BATCH) -> list[int]:
    """The ids, rising, of the next records that the import made or changed; of an activity, that of its keeping."""
    if noun == ACTIVITY:
        mine = activities_of(job).filter(pk__gt=after).order_by("pk")
        return list(mine.values_list("pk", flat=True)[:limit])
    written = history_of(job, noun).filter(id__gt=after).order_by("id").values_list("id", flat=True).distinct()
    traced = _traces(job, noun).filter(**{f"{noun}__gt": after}).order_by(f"{noun}_id")
    ids = {*written[:limit], *traced.values_list(f"{noun}_id", flat=True).distinct()[:limit]}
    return sorted(ids)[:limit]


def how_many(job: Import) -> int:
    """How many records there are to deal with, give or take those with traces only."""
    records = sum(history_of(job, noun).values("id").distinct().count() for noun in MODELS)
    return records + activities_of(job).count()


def activities_of(job: Import) -> QuerySet[ImportedActivity]:
    """What the import brought or corrected of what was done."""
    mine = ImportedActivity.objects.for_organization(job.organization_id)
    return mine.filter(Q(job=job) | Q(changed_by=job))


def made_among(job: Import, noun: str, ids: Sequence[int]) -> set[int]:
    """Those that were not there before the import."""
    return set(history_of(job, noun).filter(id__one_of=ids, history_type="+").values_list("id", flat=True))


def traces_of(job: Import, noun: str, ids: Sequence[int]) -> QuerySet[ImportTrace]:
    return _traces(job, noun).filter(**{f"{noun}__one_of": ids}).order_by("pk")


def _traces(job: Import, noun: str) -> QuerySet[ImportTrace]:
    return ImportTrace.objects.for_organization(job.organization_id).filter(job=job, **{f"{noun}__isnull": False})
