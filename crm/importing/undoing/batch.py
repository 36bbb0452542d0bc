"""A batch of records that an import made or changed, taken back or only looked at."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from crm.importing.kinds import kind_of
from crm.importing.options import Kind
from crm.importing.undoing import activities
from crm.importing.undoing.deleting import delete_records
from crm.importing.undoing.hangings import added_to, take_off
from crm.importing.undoing.judging import why_they_stay
from crm.importing.undoing.leaving import Leaving
from crm.importing.undoing.outcome import Outcome
from crm.importing.undoing.records import ACTIVITY, MODELS, made_among
from crm.importing.undoing.restoring import restore_fields, save_fields
from crm.models import Import, ImportUndo
from quotahit import clock


@dataclass(frozen=True)
class Look:
    """Records that would go, those that would be set back, and the contacts that would be in their company no more."""

    going: list[int]
    restored: set[int]
    leaving: set[int]


def look_at(job: Import, noun: str, ids: Sequence[int], outcome: Outcome, leaving: Leaving) -> Look:
    """Count what would become of these records, in the light of what would be `leaving` before them."""
    if noun == ACTIVITY:
        going, restored = activities.look_at(job, ids, outcome)
        return Look(going, restored, set())
    made = made_among(job, noun, ids)
    reasons = why_they_stay(job, noun, sorted(made), leaving) if made else {}
    outcome.stays.update(why.value for why in reasons.values())
    rows = MODELS[noun].objects.filter(pk__in=set(ids) - made).order_by("pk")
    changed = restore_fields(job, noun, list(rows), outcome)
    hung = added_to(job, noun, [pk for pk in ids if pk not in made])
    going = sorted(made - reasons.keys())
    moved = {pk for pk, columns in changed.items() if "company_id" in columns}
    return Look(going, changed.keys() | _worth_telling(job, hung.keys()), {*going, *moved})


def take_back(undo: ImportUndo, noun: str, ids: Sequence[int], outcome: Outcome, actor: object) -> None:
    """Do it, in the caller's transaction, and count it."""
    if noun == ACTIVITY:
        activities.take_back(undo.job, ids, outcome)
        return
    job, model = undo.job, MODELS[noun]
    locked = list(model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    made = made_among(job, noun, ids)
    reasons = why_they_stay(job, noun, sorted(made), Leaving()) if made else {}
    outcome.stays.update(why.value for why in reasons.values())
    going = sorted(made - reasons.keys())
    delete_records(undo, noun, going, actor)
    before = [row for row in locked if row.pk not in made]
    changed = restore_fields(job, noun, before, outcome)
    hung = added_to(job, noun, [row.pk for row in before])
    taken_off = take_off(job, noun, hung)
    save_fields(undo, noun, before, changed)
    model._base_manager.filter(pk__one_of=sorted(taken_off - changed.keys())).update(updated_at=clock.now())
    outcome.count(noun, deleted=len(going), restored=len(changed.keys() | _worth_telling(job, taken_off)))


def _worth_telling(job: Import, ids: AbstractSet[int]) -> set[int]:
    """Records that are as they were before; when a contact was active last goes with the activities."""
    return set() if kind_of(job) == Kind.ACTIVITIES else set(ids)
