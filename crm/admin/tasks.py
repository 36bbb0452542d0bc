"""Tasks in the console: what is whose, what is due, and the verbs behind the form."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from crm.admin.base import MentionsAdmin
from crm.admin.bulk import BulkAdmin
from crm.admin.list_views import SavedViewsAdmin
from crm.choices import TaskPriority
from crm.models import Task
from crm.reminding.moments import day_of, on_the_wall, plan_reminder
from crm.todo import complete_task, reopen_task, task_created, update_task
from quotahit import clock
from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.models import User
from quotahit.audit.log import actor_name

PRIORITY_COLOURS = {TaskPriority.NORMAL: "default", TaskPriority.HIGH: "danger", TaskPriority.LOW: "info"}


class TaskFilter(SimpleListFilter):
    """By the reader's own day and week."""

    title = _("what")
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("mine", gettext("Mine, open")),
            ("overdue", gettext("Overdue")),
            ("today", gettext("Due today or late")),
            ("week", gettext("Due this week or late")),
            ("open", gettext("All open")),
            ("done", gettext("Done")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_open, now = Q(done_at=None), clock.now()
        zone = request.user.zone  # type: ignore[union-attr]
        _, tomorrow = day_of(now, zone)
        today = now.astimezone(ZoneInfo(zone))
        monday = on_the_wall(datetime.combine(today, time()) + timedelta(days=7 - today.weekday()), zone)
        asked = {
            "mine": is_open & Q(assignee=request.user),
            "overdue": is_open & Q(due_at__lt=now),
            "today": is_open & Q(due_at__lt=tomorrow),
            "week": is_open & Q(due_at__lt=monday),
            "open": is_open,
            "done": ~is_open,
        }
        return queryset.filter(asked.get(self.value(), Q()))


class WhoseFilter(SimpleListFilter):
    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", gettext("Mine")), ("nobody", gettext("Nobody's"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = {"mine": Q(assignee=request.user), "nobody": Q(assignee=None)}
        return queryset.filter(asked.get(self.value(), Q()))


def _complete(task: Task, user: User) -> str:
    complete_task(task, actor=user)
    return gettext("Done.")


def _reopen(task: Task, user: User) -> str:
    reopen_task(task, actor=user)
    return gettext("It is open again.")


@admin.register(Task)
class TaskAdmin(BulkAdmin, SavedViewsAdmin, ButtonsAdmin, MentionsAdmin):
    mentions_in = "detail"
    list_display = ("title", "contact", "deal", "assignee", "due_at", "weight", "state")
    more_columns = ("kind", "remind_at", "done_at", "created_at")
    list_select_related = ("contact", "deal", "assignee")
    list_filter = (TaskFilter, WhoseFilter, "kind", "priority")
    search_fields = ("title__istartswith",)
    ordering = ("due_at",)
    autocomplete_fields = ("contact", "deal")
    fields = (
        "title",
        "detail",
        ("kind", "priority"),
        ("contact", "deal"),
        "assignee",
        ("due_at", "reminder"),
        "remind_at",
        "done_at",
    )
    readonly_fields = ("remind_at", "done_at")
    actions = ("done_selected",)
    buttons = (
        Button("done", _("Mark as done"), _complete, lambda task: task.done_at is None, is_primary=True),
        Button("reopen", _("Open it again"), _reopen, lambda task: task.done_at is not None),
    )

    @display(description=_("State"), label={"late": "danger", "today": "warning", "open": "info", "done": "success"})
    def state(self, task: Task) -> tuple[str, str]:
        if task.done_at:
            return "done", gettext("Done")
        today = timezone.localdate(clock.now())
        if task.due_at is None or timezone.localdate(task.due_at) > today:
            return "open", gettext("Open")
        return ("today", gettext("Today")) if timezone.localdate(task.due_at) == today else ("late", gettext("Late"))

    @display(description=_("Priority"), label=PRIORITY_COLOURS, ordering="priority")
    def weight(self, task: Task) -> tuple[str, str]:
        return task.priority, task.get_priority_display()

    def save_model(self, request: HttpRequest, obj: Task, form: Any, change: bool) -> None:
        if change:
            given = {name: form.cleaned_data[name] for name in form.changed_data}
            update_task(obj, actor=request.user, **given)
            return
        obj.created_by = actor_name(request.user)
        plan_reminder(obj)
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Task, message: Any) -> None:
        task_created(obj, actor=request.user)

    def log_change(self, request: HttpRequest, obj: Task, message: Any) -> None:
        """`update_task` has left its own."""

    @action(description=_("Mark as done"), permissions=["change"])
    def done_selected(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        done = sum(complete_task(task, actor=request.user) for task in queryset)
        messages.success(request, gettext("{done} done.").format(done=done))
