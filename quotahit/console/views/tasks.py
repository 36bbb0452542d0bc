"""Tasks from the pages of records: given, done, and opened again by who was too quick."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.actors import members
from crm.choices import Reminder, TaskKind, TaskPriority
from crm.models import Contact, Deal, Task
from crm.reminding.jobs import link_of
from crm.todo import complete_task, create_task, reopen_task
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.models import User
from quotahit.console.acting import tell
from quotahit.console.views.contact_acts import act, told
from quotahit.ids import id_in


@act
def add(request: HttpRequest, contact: Contact) -> str:
    return give(request, contact=contact)


def give(request: HttpRequest, *, contact: Contact | None = None, deal: Deal | None = None) -> str:
    """Make the task that the form describes, about these records."""
    title, given = request.POST.get("title", "").strip(), request.POST
    about = contact or deal
    if not title or about is None:
        raise ValueError(_("A task needs a word about what is to be done."))
    task = create_task(
        about.organization,
        title=title,
        detail=given.get("detail", "").strip(),
        actor=request.user,
        contact=contact,
        deal=deal,
        assignee=_assignee(request, given.get("assignee", "")),
        due_at=_moment(given.get("due_at", "")),
        kind=_one_of(TaskKind, given.get("kind") or TaskKind.TODO),
        priority=_one_of(TaskPriority, given.get("priority") or TaskPriority.NORMAL),
        reminder=_one_of(Reminder, given.get("reminder") or Reminder.NONE),
    )
    whose = (
        gettext("It is on the list of {assignee}.").format(assignee=task.assignee)
        if task.assignee
        else gettext("It is on the list, and nobody's yet.")
    )
    return f"{told(task)} {whose}"


@require_POST
def done(request: HttpRequest, task_id: int) -> HttpResponse:
    task = _the_task(request, task_id)
    complete_task(task, actor=request.user)
    return tell(
        request,
        gettext("Done: {task}. It can be undone for ten minutes where it stands.").format(task=task),
        link_of(task),
    )


@require_POST
def undo(request: HttpRequest, task_id: int) -> HttpResponse:
    task = _the_task(request, task_id)
    reopen_task(task, actor=request.user)
    return tell(request, gettext("Open again: {task}.").format(task=task), link_of(task))


def _the_task(request: HttpRequest, task_id: int) -> Task:
    tasks = seen_by(request, Task.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return get_object_or_404(tasks.select_related("organization"), pk=task_id)


def _assignee(request: HttpRequest, given: str) -> User | None:
    if not given:
        return None
    person = members(request.organization).filter(pk=id_in(given)).first()  # type: ignore[attr-defined]
    if person is None:
        raise ValueError(gettext("This person is no member of the organization."))
    return person


def _moment(given: str) -> datetime | None:
    """What somebody chose by their own clock."""
    if not given:
        return None
    moment = parse_datetime(given)
    if moment is None:
        raise ValueError(gettext("This is no day and time."))
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _one_of(words: type, given: str) -> str:
    try:
        return str(words(given))
    except ValueError as problem:
        raise ValueError(gettext("This choice is not known.")) from problem
