"""Tasks and notes: what a person is to do, and what a person wrote down."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.changes import apply_changes, check_fields
from crm.choices import Reminder, TaskKind, TaskPriority
from crm.errors import UnknownPersonError
from crm.journal import enter, same_organization
from crm.mentions import tell_mentioned
from crm.models import Company, Contact, Deal, Note, Task
from crm.noticing.kinds import APPOINTMENT, TASK
from crm.notify import notify
from crm.reminding.moments import plan_reminder
from quotahit import clock
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.log import actor_name
from quotahit.languages import spoken_to

EDITABLE = frozenset(
    {"title", "detail", "contact", "deal", "assignee", "due_at", "kind", "priority", "reminder"},
)


def create_task(
    organization: Organization,
    *,
    title: str,
    actor: object,
    detail: str = "",
    contact: Contact | None = None,
    deal: Deal | None = None,
    assignee: User | None = None,
    due_at: datetime | None = None,
    key: str | None = None,
    kind: str = TaskKind.TODO,
    priority: str = TaskPriority.NORMAL,
    reminder: str = Reminder.NONE,
) -> Task:
    """Put something on the list of today's work; a task whose `key` is there already is returned as it stands.

    A title and a detail that are lazy are put in the assignee's language.
    """
    same_organization(organization, contact, deal)
    with spoken_to(assignee):
        title, detail = str(title)[:200], str(detail)
    task = Task(
        organization=organization,
        title=title,
        detail=detail,
        contact=contact,
        deal=deal,
        assignee=assignee,
        due_at=due_at,
        key=key,
        created_by=actor_name(actor),
        kind=kind,
        priority=priority,
        reminder=reminder,
    )
    plan_reminder(task)
    with transaction.atomic():
        known = key and Task.objects.filter(organization=organization, key=key).first()
        if known:
            return known
        task.save()
        task_created(task, actor=actor)
    return task


def task_created(task: Task, *, actor: object) -> None:
    """Record a task that was just saved."""
    _enter(task, "task.created", actor)
    _tell_assignee(task, actor)
    tell_mentioned(task, actor=actor)


def update_task(task: Task, *, actor: object, **changes: Any) -> list[str]:
    """Change fields of a task; returns the names of those that did change. Done and open are acts of their own."""
    return _change(task, "task.changed", actor, changes)


def assign_task(task: Task, assignee: User | None, *, actor: object) -> bool:
    """Hand a task to a member, or to nobody; False when it was theirs. UnknownPersonError for who is no member."""
    members = Membership.objects.filter(organization=task.organization_id)
    if assignee is not None and not members.filter(user=assignee).exists():
        raise UnknownPersonError(gettext("Whoever is to do this must be a member of the organization."))
    return bool(_change(task, "task.assigned", actor, {"assignee": assignee}))


def reschedule_task(task: Task, due_at: datetime | None, *, actor: object, reminder: str | None = None) -> list[str]:
    """Move a task to another time, with the reminder it had or another one; returns what did change."""
    changes: dict[str, Any] = {"due_at": due_at} | ({} if reminder is None else {"reminder": reminder})
    return _change(task, "task.rescheduled", actor, changes)


def complete_task(task: Task, *, actor: object) -> bool:
    """Mark a task as done; False when it was done before."""
    with transaction.atomic():
        done = Task.objects.filter(pk=task.pk, done_at=None).update(done_at=clock.now())
        task.refresh_from_db()
        if done:
            _enter(task, "task.done", actor)
    return bool(done)


def reopen_task(task: Task, *, actor: object) -> bool:
    """Put a done task back on the list; False when it was open."""
    with transaction.atomic():
        reopened = Task.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None)
        task.refresh_from_db()
        if reopened:
            _enter(task, "task.reopened", actor)
    return bool(reopened)


def add_note(
    organization: Organization,
    body: str,
    *,
    actor: object,
    contact: Contact | None = None,
    company: Company | None = None,
    deal: Deal | None = None,
) -> Note:
    """Write a note on a contact, a company or a deal."""
    same_organization(organization, contact, company, deal)
    author = actor if isinstance(actor, User) else None
    with transaction.atomic():
        note = Note.objects.create(
            organization=organization, body=body, contact=contact, company=company, deal=deal, author=author
        )
        note_added(note, actor=actor)
    return note


def note_added(note: Note, *, actor: object) -> None:
    """Record a note that was just saved."""
    payload = {
        "note_id": note.pk,
        "contact_id": note.contact_id,
        "company_id": note.company_id,
        "deal_id": note.deal_id,
    }
    enter(note.organization, "note.added", note, actor=actor, payload=payload)
    tell_mentioned(note, actor=actor)


def _enter(task: Task, type: str, actor: object, **more: Any) -> None:
    payload = {"task_id": task.pk, "contact_id": task.contact_id, "deal_id": task.deal_id, **more}
    enter(task.organization, type, task, actor=actor, payload=payload)


def _change(task: Task, type: str, actor: object, changes: dict[str, Any]) -> list[str]:
    check_fields("task", changes, EDITABLE)
    same_organization(task.organization, changes.get("contact"), changes.get("deal"))
    with transaction.atomic():
        task.refresh_from_db(from_queryset=Task.objects.select_for_update(of=("self",)))
        changed = apply_changes(task, changes)
        if changed:
            planned = plan_reminder(task) if {"due_at", "reminder", "assignee"} & set(changed) else []
            task.save(update_fields=[*changed, *planned])
            _enter(task, type, actor, fields=changed)
        if "assignee" in changed:
            _tell_assignee(task, actor)
        if "detail" in changed:
            tell_mentioned(task, actor=actor)
    return changed


def _tell_assignee(task: Task, actor: object) -> None:
    """Who is given something by another member hears of it; what an agent gives comes with words of its own."""
    if isinstance(actor, User) and task.assignee is not None and task.assignee != actor:
        link = reverse("admin:crm_task_change", args=[task.pk])
        title = format_lazy(_("For you: {task}"), task=task.title)
        kind = APPOINTMENT if task.kind == TaskKind.MEETING else TASK
        notify(task.organization, [task.assignee], kind=kind, title=title, link=link)
