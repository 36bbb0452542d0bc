"""Tasks, notes, holds, notifications and the lines of the timeline in the console."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import action, display

from crm.admin.base import by_whom
from crm.choices import HoldKind
from crm.holds import lift, place_hold
from crm.models import Hold, Interaction, Note, Notification, Task
from crm.notify import mark_read
from crm.todo import complete_task, note_added, reopen_task, task_created
from quotahit import clock
from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.admin_scope import OrganizationAdmin, ReadOnlyAdmin
from quotahit.accounts.models import User
from quotahit.audit.log import actor_name


class TaskFilter(SimpleListFilter):
    title = "what"
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "Mine, open"), ("today", "Due today or late"), ("open", "All open"), ("done", "Done")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_open = Q(done_at=None)
        tomorrow = clock.now() + timedelta(days=1)
        asked = {
            "mine": is_open & Q(assignee=request.user),
            "today": is_open & Q(due_at__lt=tomorrow),
            "open": is_open,
            "done": ~is_open,
        }
        return queryset.filter(asked.get(self.value(), Q()))


def _complete(task: Task, user: User) -> str:
    complete_task(task, actor=user)
    return "Done."


def _reopen(task: Task, user: User) -> str:
    reopen_task(task, actor=user)
    return "It is open again."


@admin.register(Task)
class TaskAdmin(ButtonsAdmin, OrganizationAdmin):
    list_display = ("title", "contact", "deal", "assignee", "due_at", "state")
    list_select_related = ("contact", "deal", "assignee")
    list_filter = (TaskFilter,)
    search_fields = ("title__istartswith",)
    ordering = ("due_at",)
    autocomplete_fields = ("contact", "deal")
    fields = ("title", "detail", ("contact", "deal"), "assignee", "due_at", "done_at")
    readonly_fields = ("done_at",)
    actions = ("done_selected",)
    buttons = (
        Button("done", "Mark as done", _complete, lambda task: task.done_at is None, is_primary=True),
        Button("reopen", "Open it again", _reopen, lambda task: task.done_at is not None),
    )

    @display(description="State", label={"late": "danger", "today": "warning", "open": "info", "done": "success"})
    def state(self, task: Task) -> tuple[str, str]:
        if task.done_at:
            return "done", "Done"
        today = timezone.localdate(clock.now())
        if task.due_at is None or timezone.localdate(task.due_at) > today:
            return "open", "Open"
        return ("today", "Today") if timezone.localdate(task.due_at) == today else ("late", "Late")

    def save_model(self, request: HttpRequest, obj: Task, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = actor_name(request.user)
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Task, message: Any) -> None:
        task_created(obj, actor=request.user)

    @action(description="Mark as done", permissions=["change"])
    def done_selected(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        done = sum(complete_task(task, actor=request.user) for task in queryset)
        messages.success(request, f"{done} done.")


@admin.register(Note)
class NoteAdmin(OrganizationAdmin):
    list_display = ("body", "contact", "company", "deal", "author", "created_at")
    list_select_related = ("contact", "company", "deal", "author")
    ordering = ("-created_at",)
    autocomplete_fields = ("contact", "company", "deal")
    fields = ("body", ("contact", "company", "deal"))

    def save_model(self, request: HttpRequest, obj: Note, form: Any, change: bool) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Note, message: Any) -> None:
        note_added(obj, actor=request.user)


@admin.register(Hold)
class HoldAdmin(OrganizationAdmin):
    """Placed by the form, released by the action, never edited: each is somebody's word at a time."""

    list_select_related = ("contact",)
    list_filter = ("kind", ("released_at", admin.EmptyFieldListFilter))
    ordering = ("-created_at",)
    autocomplete_fields = ("contact",)
    fields = ("contact", "kind", "until")
    actions = ("release_selected",)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A person takes a contact over on the contact's page, and only the inbox holds one for reading."""
        by_hand = (HoldKind.MANUAL, HoldKind.PAUSE, HoldKind.OUT_OF_OFFICE)
        return super().formfield_for_choice_field(
            db_field, request, **kwargs | {"choices": [(kind.value, kind.label) for kind in by_hand]}
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return "kind", "contact", "until", by_whom(request, "by"), "created_at", "released_at"

    def save_model(self, request: HttpRequest, obj: Hold, form: Any, change: bool) -> None:
        hold = place_hold(obj.organization, obj.contact, obj.kind, by=request.user, until=obj.until)
        obj.pk = hold.pk

    def log_addition(self, request: HttpRequest, obj: Hold, message: Any) -> None:
        """`place_hold` has left its own."""

    @action(description="Release", permissions=["change"])
    def release_selected(self, request: HttpRequest, queryset: QuerySet[Hold]) -> None:
        released = sum(lift(hold, by=request.user) for hold in queryset)
        messages.success(request, f"{released} released.")


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """Everybody sees their own."""

    list_display = ("title", "kind", "urgency", "created_at", "read_at")
    list_filter = (("read_at", admin.EmptyFieldListFilter), "urgency")
    ordering = ("-created_at",)
    actions = ("read_all",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        return super().get_queryset(request).filter(user=request.user)

    @action(description="Mark all of mine as read", permissions=["view"])
    def read_all(self, request: HttpRequest, queryset: QuerySet[Notification]) -> None:
        read = mark_read(request.user, request.organization)  # type: ignore[attr-defined]
        messages.success(request, f"{read} marked as read.")


@admin.register(Interaction)
class InteractionAdmin(ReadOnlyAdmin):
    list_display = ("at", "contact", "channel", "direction", "subject", "outcome", "intent")
    list_select_related = ("contact",)
    list_filter = ("channel", "direction", "intent")
    ordering = ("-at",)
