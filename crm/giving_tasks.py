"""A task of the same kind about each of many records, in one act."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crm.journal import source_of
from crm.models import Task
from crm.notify import notify
from crm.reminding.moments import plan_reminder
from crm.saving_many import BATCH
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name, append
from quotahit.events.record import Fact, record_many


def create_tasks(organization: Organization, tasks: Sequence[Task], *, actor: object) -> Sequence[Task]:
    """Save these new tasks; each assignee hears once how many are theirs."""
    if not tasks:
        return tasks
    for task in tasks:
        task.organization, task.created_by = organization, actor_name(actor)
        plan_reminder(task)
    with transaction.atomic():
        Task.objects.bulk_create(tasks, BATCH)
        append(organization, actor, "tasks.created", why={"count": len(tasks)})
        record_many(Fact(organization.pk, "task.created", task, _payload(task), source_of(actor)) for task in tasks)
        _tell(organization, tasks, actor)
    return tasks


def withdraw_tasks(organization: Organization, ids: Sequence[int], *, actor: object) -> list[int]:
    """Delete those that are still to be done; returns which."""
    with transaction.atomic():
        rows = Task.objects.for_organization(organization).filter(pk__one_of=list(ids), done_at=None)
        gone = list(rows.select_for_update().values_list("pk", flat=True))
        if gone:
            append(organization, actor, "tasks.withdrawn", why={"count": len(gone)})
            Task.objects.filter(pk__one_of=gone).delete()
    return gone


def _payload(task: Task) -> dict[str, int | None]:
    return {"task_id": task.pk, "contact_id": task.contact_id, "deal_id": task.deal_id}


def _tell(organization: Organization, tasks: Sequence[Task], actor: object) -> None:
    people: dict[int, User] = {task.assignee.pk: task.assignee for task in tasks if task.assignee}
    counts = Counter(task.assignee_id for task in tasks if task.assignee_id)
    link = f"{reverse('admin:crm_task_changelist')}?what=mine"
    for user_id, person in people.items():
        if person != actor:
            title = format_lazy(_("For you: {count} × {task}"), count=f"{counts[user_id]:,}", task=tasks[0].title)
            notify(organization, [person], kind="task", title=title, link=link)
