"""Whether anybody has touched a record since an import made it.

What agents and the system do about every new contact by themselves (fill blanks, score, plan) is no touch: it came with
the import and goes with it. Whatever reached the person, or was done by somebody, is one.
"""

from collections.abc import Sequence

from django.db.models import Q

from crm.importing.undoing.hooks import undo_hooks
from crm.importing.undoing.leaving import Leaving
from crm.importing.undoing.outcome import Stays
from crm.importing.undoing.own_rules import ABOUT
from crm.importing.undoing.records import MODELS
from crm.models import Import, Note
from quotahit.events.models import Event

BY_ITSELF = ("agent:", "system:")


def why_they_stay(job: Import, noun: str, ids: Sequence[int], leaving: Leaving) -> dict[int, Stays]:
    """The reason of each record that stays; whose id is not there may go."""
    there = set(MODELS[noun].objects.filter(pk__one_of=ids).values_list("pk", flat=True))
    found: list[tuple[Stays, set[int]]] = [(Stays.GONE, set(ids) - there)]
    if noun == "contact":
        found += [each for hook in undo_hooks() for each in hook.touched(ids).items()]
    found += ABOUT[noun](job, ids, leaving).items()
    found += [(Stays.NOTE, _noted(job, noun, ids, leaving)), (Stays.CHANGED, _changed(job, noun, ids))]
    order = list(Stays)
    reasons: dict[int, Stays] = {}
    for why, touched in sorted(found, key=lambda pair: order.index(pair[0])):
        for pk in touched:
            reasons.setdefault(pk, why)
    return reasons


def _noted(job: Import, noun: str, ids: Sequence[int], leaving: Leaving) -> set[int]:
    """Those with a note that the import has not brought."""
    own = Q(author=job.by_id, created_at__gte=job.started_at) if job.started_at else Q(pk__in=[])
    if job.finished_at:
        own &= Q(created_at__lte=job.finished_at)
    notes = Note.objects.filter(**{f"{noun}__one_of": ids}).exclude(own).exclude(leaving.activities(job))
    return set(notes.values_list(f"{noun}_id", flat=True))


def _changed(job: Import, noun: str, ids: Sequence[int]) -> set[int]:
    """Those that a person, a key or another import has changed since: by field history, and by the events of acts that
    leave none, such as a new address."""
    history = MODELS[noun].history.filter(id__one_of=ids).exclude(history_change_reason=job.source)
    for prefix in BY_ITSELF:
        history = history.exclude(history_change_reason__startswith=prefix, history_user=None)
    acts = Event.objects.filter(subject_type=f"crm.{noun}", subject_id__one_of=ids, source="console")
    return {*history.values_list("id", flat=True), *acts.values_list("subject_id", flat=True)}
