"""Writing a batch of activities into the timeline, each at its own time, by one statement for each kind of row.

No event tells of one of them, and no conversation is opened: nothing of what was once said happens today. The sweep for
quiet leads is told that a contact's silence is history (`contact.history_imported`), or it would break it with a mail.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from crm import last_activity
from crm.importing.activities.known import KnownActivity
from crm.importing.activities.words import task_kind
from crm.importing.traces import write_active
from crm.models import Contact, Import, ImportedActivity, Interaction, Note, Task
from quotahit import bulk, clock
from quotahit.events.record import Fact, record_many

# What a re-import may correct.
COLUMNS: dict[str, tuple[str, ...]] = {
    "interaction": ("at", "subject", "body", "outcome", "direction"),
    "note": ("body", "created_at"),
    "task": ("title", "detail", "due_at", "done_at", "priority"),
}
MODELS: dict[str, Any] = {"interaction": Interaction, "note": Note, "task": Task}


def write_activities(job: Import, activities: Sequence[KnownActivity]) -> None:
    """Write what a batch of rows brought, in the caller's transaction."""
    new = [each for each in activities if each.known is None]
    _insert(job, new)
    _correct(job, [each for each in activities if each.known is not None])


def _insert(job: Import, activities: Sequence[KnownActivity]) -> None:
    made: list[tuple[KnownActivity, Any]] = []
    for target, model in MODELS.items():
        mine = [each for each in activities if each.target == target]
        rows = [bulk.make(model, **_values(job, each, target)) for each in mine]
        bulk.insert(rows)
        made += zip(mine, rows, strict=True)
    bulk.insert_values(
        ImportedActivity,
        ["organization_id", "system", "value", "digest", "job_id", "before", *(f"{target}_id" for target in MODELS)],
        [
            (
                job.organization_id,
                *each.key,
                each.digest,
                job.pk,
                {},
                *(row.pk if each.target == name else None for name in MODELS),
            )
            for each, row in made
        ],
    )
    said = [row for each, row in made if each.target == "interaction"]
    write_active(job, _moves(said))
    last_activity.move((row.organization_id, row.contact_id, row.at) for row in said)
    _tell_sweep(job, Counter(each.contact_id for each in activities if each.contact_id))


def _values(job: Import, activity: KnownActivity, target: str) -> dict[str, Any]:
    """The columns of a new row."""
    return {"organization_id": job.organization_id} | {
        "interaction": _of_interaction,
        "note": _of_note,
        "task": _of_task,
    }[target](job, activity)


def _of_interaction(job: Import, activity: KnownActivity) -> dict[str, Any]:
    row = activity.row
    detail = {"import_id": job.pk} | ({"duration": row.duration} if row.duration else {})
    return {
        "contact_id": activity.contact_id,
        "deal_id": activity.deal_id,
        "channel": row.sort,
        "direction": row.direction.value,
        "at": row.at,
        "subject": row.subject or row.type,
        "body": row.body,
        "outcome": row.outcome,
        "actor": _actor(job, activity),
        "detail": detail,
    }


def _of_note(job: Import, activity: KnownActivity) -> dict[str, Any]:
    """A note hangs on the nearest: the contact, and the deal or company as well."""
    return {
        "body": activity.text,
        "contact_id": activity.contact_id,
        "company_id": None if activity.contact_id or activity.deal_id else activity.company_id,
        "deal_id": activity.deal_id,
        "author_id": activity.row.owner_id,
        "created_at": activity.row.at,
    }


def _of_task(job: Import, activity: KnownActivity) -> dict[str, Any]:
    row = activity.row
    due_at = row.due or row.at
    done_at = (row.done_at or due_at) if row.is_done else None
    return {
        "title": (row.subject or row.type or row.body)[:200],
        "detail": row.body if row.subject or row.type else "",
        "contact_id": activity.contact_id,
        "deal_id": activity.deal_id,
        "assignee_id": row.owner_id,
        "kind": task_kind(row.sort).value,
        "priority": row.priority.value,
        "due_at": due_at,
        "done_at": min(done_at, clock.now()) if done_at else None,
        "created_by": _actor(job, activity),
        "created_at": min(row.at or clock.now(), clock.now()),
    }


def _actor(job: Import, activity: KnownActivity) -> str:
    return f"user:{activity.row.owner_id}" if activity.row.owner_id else job.source


def _correct(job: Import, activities: Sequence[KnownActivity]) -> None:
    """Let the rows say what the list says by now; what they said before is kept for an undo."""
    for target, model in MODELS.items():
        mine = {pk: each for each in activities if each.known and (pk := getattr(each.known, f"{target}_id"))}
        rows = list(model.objects.select_for_update(of=("self",)).filter(pk__in=mine).order_by("pk"))
        for row in rows:
            activity = mine[row.pk]
            news = _values(job, activity, target)
            before = {name: getattr(row, name) for name in COLUMNS[target]}
            _mark(job, activity, before)
            for name in COLUMNS[target]:
                setattr(row, name, news[name])
        bulk.update(rows, COLUMNS[target])
    bulk.update([each.known for each in activities if each.known], ["digest", "before", "changed_by"])


def _mark(job: Import, activity: KnownActivity, before: dict[str, Any]) -> None:
    known = activity.known
    if known is None:
        return
    known.digest = activity.digest
    if known.job_id == job.pk:
        return  # it came with this very import, and goes with it
    if known.changed_by_id != job.pk:
        known.before = {
            name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in before.items()
        }
    known.changed_by_id = job.pk


def _moves(said: Sequence[Interaction]) -> dict[int, tuple[Any, Any]]:
    """By contact, the last activity as it was and as it will be, where these lines move it."""
    newest: dict[int, Any] = {}
    for row in said:
        newest[row.contact_id] = max(row.at, newest.get(row.contact_id, row.at))
    before = Contact.objects.filter(pk__in=newest).values_list("pk", "last_activity__at")
    return {pk: (was, newest[pk]) for pk, was in before if was is None or was < newest[pk]}


def _tell_sweep(job: Import, counts: Counter[int]) -> None:
    record_many(
        Fact(
            job.organization_id,
            "contact.history_imported",
            ("crm.contact", contact_id),
            {"import_id": job.pk, "count": count},
            job.source,
        )
        for contact_id, count in counts.items()
    )
