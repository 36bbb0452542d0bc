"""Tasks and notes: what a person is to do, and what a person wrote down."""

from datetime import datetime

from django.db import transaction

from crm.journal import enter, same_organization
from crm.models import Company, Contact, Deal, Note, Task
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name


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
) -> Task:
    """Put something on the list of today's work; a task whose `key` is there already is returned as it stands."""
    same_organization(organization, contact, deal)
    task = Task(
        organization=organization,
        title=title[:200],
        detail=detail,
        contact=contact,
        deal=deal,
        assignee=assignee,
        due_at=due_at,
        key=key,
        created_by=actor_name(actor),
    )
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


def _enter(task: Task, type: str, actor: object) -> None:
    payload = {"task_id": task.pk, "contact_id": task.contact_id, "deal_id": task.deal_id}
    enter(task.organization, type, task, actor=actor, payload=payload)
