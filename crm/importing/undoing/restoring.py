"""What an import changed in records that were there before it: back to what it was, where it is still the import's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model

from crm.importing.undoing.outcome import Outcome, Stays
from crm.importing.undoing.records import MODELS, history_of
from crm.models import Company, Contact, Deal, Import, ImportUndo, Stage
from crm.names import person_key
from crm.saving_many import remember
from quotahit import bulk, clock
from quotahit.accounts.models import User
from quotahit.events.record import Fact, record_many

# What no import sets, and what follows from other fields.
NEVER = frozenset({"id", "organization_id", "created_at", "name_key", "facts"})
POINTS_AT: dict[str, type[Model]] = {"company_id": Company, "contact_id": Contact, "stage_id": Stage, "owner_id": User}
Row = Contact | Company | Deal
States = Mapping[int, tuple[Any, Any]]  # by record: the line of history before the import, and its own last one


def restore_fields(job: Import, noun: str, rows: Sequence[Any], outcome: Outcome) -> dict[int, set[str]]:
    """Set the fields of these rows back, saving nothing; returns the columns set, by id. What stays is counted."""
    states = _states(job, noun, [row.pk for row in rows])
    columns = [field.attname for field in MODELS[noun].history.model.tracked_fields if field.attname not in NEVER]
    allowed = _Allowed(job, [before for before, _ in states.values() if before])
    changed: dict[int, set[str]] = {}
    for row in rows:
        before, after = states.get(row.pk, (None, None))
        if after is None:
            continue  # the import has only hung something on it
        if before is None:
            outcome.stays[Stays.NO_HISTORY] += 1
            continue
        news = {name for name in columns if _put_back(row, name, before, after, allowed, outcome)}
        if news:
            changed[row.pk] = news
    return changed


def save_fields(undo: ImportUndo, noun: str, rows: Sequence[Any], changed: Mapping[int, set[str]]) -> None:
    """Write what was set back, with its history and events."""
    if noun == "contact":
        for row in rows:
            row.name_key = person_key(row.first_name, row.last_name)
    names = {name for columns in changed.values() for name in columns}
    fields = {field.attname: field.name for field in MODELS[noun]._meta.concrete_fields}
    touched = [row for row in rows if row.pk in changed]
    for row in touched:
        row.updated_at = clock.now()
    own = {"updated_at", "name_key"} if noun == "contact" else {"updated_at"}
    bulk.update(touched, sorted(own | {fields[name] for name in names}))
    remember(touched, "~", reason=undo.source, user_id=undo.by_id)
    record_many(
        Fact(
            undo.organization_id,
            f"{noun}.updated",
            row,
            {"import_id": undo.job_id, "fields": sorted(fields[name] for name in changed[row.pk])},
            undo.source,
        )
        for row in touched
    )


def _states(job: Import, noun: str, ids: Sequence[int]) -> States:
    """Each record before the import and after it, from its field history."""
    own = set(history_of(job, noun).filter(id__one_of=ids).values_list("history_id", flat=True))
    lines: dict[int, list[Any]] = defaultdict(list)
    for line in MODELS[noun].history.filter(id__one_of=ids).order_by("id", "history_id"):
        lines[line.id].append(line)
    return {pk: state for pk, theirs in lines.items() if (state := _around(theirs, own))}


def _around(lines: Sequence[Any], own: set[int]) -> tuple[Any, Any] | None:
    at = [index for index, line in enumerate(lines) if line.history_id in own]
    return (lines[at[0] - 1] if at[0] else None, lines[at[-1]]) if at else None


class _Allowed:
    """Which earlier values may come back: what they point at is still there, and nobody else has them."""

    def __init__(self, job: Import, states: Sequence[Any]) -> None:
        self.there = {
            name: set(model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
            for name, model in POINTS_AT.items()
            if (wanted := {pk for state in states if (pk := getattr(state, name, None))})
        }
        profiles = {profile for state in states if (profile := getattr(state, "linkedin", ""))}
        people = Contact.objects.for_organization(job.organization).filter(linkedin__in=profiles)
        self.profiles = dict(people.values_list("linkedin", "pk"))

    def __call__(self, row: Row, name: str, value: Any) -> bool:
        if name in POINTS_AT:
            return value is None or value in self.there.get(name, ())
        if name == "linkedin" and isinstance(row, Contact) and value:
            return self.profiles.get(value, row.pk) == row.pk
        return True


def _put_back(row: Row, name: str, before: Any, after: Any, allowed: _Allowed, outcome: Outcome) -> bool:
    """Whether the column was set back to what it was before."""
    was, made, now = (getattr(each, name) for each in (before, after, row))
    if name == "custom":
        return _put_back_custom(row, was, made, outcome)
    if was in (made, now):
        return False
    if made != now:
        outcome.stays[Stays.VALUE_CHANGED] += 1
    elif not allowed(row, name, was):
        outcome.stays[Stays.VALUE_TAKEN] += 1
    else:
        setattr(row, name, was)
        return True
    return False


def _put_back_custom(row: Row, was: dict[str, Any], made: dict[str, Any], outcome: Outcome) -> bool:
    """Key by key, for each is a field of its own."""
    custom = dict(row.custom)
    for key in _differing(was, made):
        if custom.get(key) != made.get(key):
            outcome.stays[Stays.VALUE_CHANGED] += custom.get(key) != was.get(key)
        elif key in was:
            custom[key] = was[key]
        else:
            custom.pop(key, None)
    is_new = custom != row.custom
    row.custom = custom
    return is_new


def _differing(was: dict[str, Any], made: dict[str, Any]) -> Iterator[str]:
    return (key for key in sorted({*was, *made}) if was.get(key) != made.get(key))
