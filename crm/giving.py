"""Giving many records to one member at once, or to nobody."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import ngettext_lazy

from crm.journal import source_of
from crm.models import Company, Contact, Deal, Task
from crm.notify import notify
from crm.reminding.moments import plan_reminder
from crm.saving_many import remember
from quotahit import bulk, clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name, append
from quotahit.events.record import Fact, record_many

# By noun: the model, the column that says whose it is, the event, and how the log calls many of them.
_KINDS: dict[str, tuple[Any, str, str, str]] = {
    "contact": (Contact, "owner", "contact.updated", "contacts.updated"),
    "company": (Company, "owner", "company.updated", "companies.updated"),
    "deal": (Deal, "owner", "deal.updated", "deals.updated"),
    "task": (Task, "assignee", "task.assigned", "tasks.assigned"),
}


def owner_column(noun: str) -> str:
    return _KINDS[noun][1]


def give(
    organization: Organization, noun: str, ids: Collection[int], owner: User | None, *, actor: object
) -> dict[int, int | None]:
    """Give these records to one member; returns who had each of those that were somebody else's."""
    model, column, type, act = _KINDS[noun]
    with transaction.atomic():
        rows = model.objects.for_organization(organization).filter(pk__one_of=list(ids)).order_by("pk")
        locked = list(rows.select_for_update(of=("self",)))
        moving = [row for row in locked if getattr(row, f"{column}_id") != (owner and owner.pk)]
        before = {row.pk: getattr(row, f"{column}_id") for row in moving}
        if moving:
            _write(model, moving, column, owner, actor)
            append(organization, actor, act, why={"field": column, "count": len(moving)})
            record_many(Fact(organization.pk, type, row, _payload(row, column), source_of(actor)) for row in moving)
            if model is Task:
                _tell(organization, owner, len(moving), actor)
    return before


def _write(model: Any, moving: list[Any], column: str, owner: User | None, actor: object) -> None:
    rows = model.objects.filter(pk__one_of=[row.pk for row in moving])
    if model is Task:
        rows.update(assignee=owner)
        _remind_anew(moving, owner)
        return
    rows.update(**{column: owner, "updated_at": clock.now()})
    user_id = actor.pk if isinstance(actor, User) else None
    remember(moving, "~", reason=actor_name(actor), user_id=user_id)


def _remind_anew(tasks: list[Task], assignee: User | None) -> None:
    """A reminder goes by the clock of whoever has the task now."""
    for task in tasks:
        task.assignee = assignee
        plan_reminder(task)
    bulk.update(tasks, ["remind_at", "reminded_at"])


def _payload(row: Any, column: str) -> dict[str, Any]:
    if isinstance(row, Task):
        return {"task_id": row.pk, "contact_id": row.contact_id, "deal_id": row.deal_id, "fields": [column]}
    if isinstance(row, Deal):
        return {"deal_id": row.pk, "contact_id": row.contact_id, "fields": [column]}
    return {"fields": [column]}


def _tell(organization: Organization, owner: User | None, count: int, actor: object) -> None:
    if owner is not None and owner != actor:
        title = format_lazy(ngettext_lazy("For you: {count} task", "For you: {count} tasks", count), count=f"{count:,}")
        link = f"{reverse('admin:crm_task_changelist')}?what=mine"
        notify(organization, [owner], kind="task", title=title, link=link)
