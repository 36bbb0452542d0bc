"""What the metronome asks for: whose reminder has come, and for whom it is morning."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.models import Notification, Task
from crm.notify import notify
from crm.reminding.moments import MORNING, day_of
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.languages import spoken_to
from quotahit.moments import CLOCK, COMING, DAY, written

BATCH, LISTED = 500, 10
MORNING_ENDS = 12  # a worker that was down since before eight tells it until noon


def remind() -> int:
    """Tell assignees of the tasks whose moment has come, each once; returns how many tasks that were."""
    with transaction.atomic():
        due = Task.objects.to_remind_of().order_by("remind_at", "pk").select_for_update(of=("self",), skip_locked=True)
        tasks = list(due.select_related("organization", "assignee", "contact")[:BATCH])
        Task.objects.filter(pk__in=[task.pk for task in tasks]).update(reminded_at=clock.now())
        for task in tasks:
            _remind_of(task)
    return len(tasks)


def tell_mornings() -> int:
    """Tell each member for whom it is morning what is due today and what is late, once a day; returns how many were
    told. Who has nothing due hears nothing."""
    now = clock.now()
    zones = _open_tasks().filter(due_at__lt=now + timedelta(days=2)).order_by().values_list("assignee__zone").distinct()
    mornings = [zone for (zone,) in zones if MORNING.hour <= now.astimezone(ZoneInfo(zone)).hour < MORNING_ENDS]
    return sum(_tell_zone(zone, now) for zone in mornings)


def _remind_of(task: Task) -> None:
    assert task.assignee
    assert task.due_at
    assert task.remind_at
    zone = task.assignee.zone
    with spoken_to(task.assignee):
        title = _("{time}: {task}") if task.priority != "high" else _("{time}, important: {task}")
        title = title.format(time=written(task.due_at, CLOCK, zone), task=task.title)
        body = _("Due on {day}.").format(day=written(task.due_at, COMING, zone))
    notify(
        task.organization,
        [task.assignee],
        kind="reminder",
        title=title,
        body=body,
        link=link_of(task),
        urgency=task.priority,
        key=f"task:{task.pk}:remind:{task.remind_at.timestamp():.0f}",
    )


def link_of(task: Task) -> str:
    """Where a person goes to do it: the contact's page, the deal's, or the task's own."""
    for noun in ("contact", "deal"):
        if row_id := getattr(task, f"{noun}_id"):
            return reverse(f"admin:console_{noun}", args=[row_id])
    return reverse("admin:crm_task_change", args=[task.pk])


def _open_tasks() -> QuerySet[Task]:
    """What members of the organization are to do by a certain time."""
    mine = Task.objects.filter(done_at=None, due_at__isnull=False, assignee__isnull=False)
    return mine.filter(assignee__memberships__organization=F("organization"))


def _tell_zone(zone: str, now: datetime) -> int:
    start, end = day_of(now, zone)
    due = _open_tasks().filter(due_at__lt=end, assignee__zone=zone).order_by()
    late = Count("pk", filter=Q(due_at__lt=start))
    lines = list(due.values("organization", "assignee").annotate(number=Count("pk"), late=late))
    date = f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
    keys = {_key(line["organization"], date) for line in lines}
    told = set(Notification.objects.filter(key__in=keys).values_list("user", "key"))
    lines = [line for line in lines if (line["assignee"], _key(line["organization"], date)) not in told]
    organizations = Organization.objects.in_bulk({line["organization"] for line in lines})
    users = User.objects.in_bulk({line["assignee"] for line in lines})
    for line in lines:
        organization, user = organizations[line["organization"]], users[line["assignee"]]
        first = due.filter(organization=organization, assignee=user).order_by("due_at", "pk")[:LISTED]
        today = line["number"] - line["late"]
        with spoken_to(user):
            title, body = _sum_up(today, line["late"]), _listed(first, start, zone, line["number"])
        notify(
            organization,
            [user],
            kind="morning",
            title=title,
            body=body,
            link=f"{reverse('admin:crm_task_changelist')}?whose=mine&what=today",
            key=_key(organization.pk, date),
        )
    return len(lines)


def _key(organization_id: int, date: str) -> str:
    return f"morning:{organization_id}:{date}"


def _sum_up(today: int, late: int) -> str:
    if not late:
        return _("Good morning: {today} due today").format(today=today)
    if not today:
        return _("Good morning: {late} overdue").format(late=late)
    return _("Good morning: {today} due today and {late} overdue").format(today=today, late=late)


def _listed(tasks: Iterable[Task], start: datetime, zone: str, number: int) -> str:
    lines = []
    for task in tasks:
        assert task.due_at
        if task.due_at >= start:
            lines.append(f"{written(task.due_at, CLOCK, zone)} {task.title}")
        else:
            day = written(task.due_at, DAY, zone)
            lines.append(_("{day} (overdue) {task}").format(day=day, task=task.title))
    more = number - len(lines)
    return "\n".join([*lines, *([_("and {more} more").format(more=more)] if more else [])])
