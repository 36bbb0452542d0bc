"""Notes, holds, notifications and the lines of the timeline in the console."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from crm.admin.base import MentionsAdmin, by_whom
from crm.choices import HoldKind
from crm.holds import lift, place_hold
from crm.models import Hold, Interaction, Note, Notification, NotificationMail, NotificationPreferences
from crm.notify import mark_read
from crm.todo import note_added
from quotahit.accounts.admin_scope import OrganizationAdmin, ReadOnlyAdmin


@admin.register(Note)
class NoteAdmin(MentionsAdmin):
    list_display = ("body", "contact", "company", "deal", "author", "created_at")
    list_select_related = ("contact", "company", "deal", "author")
    ordering = ("-created_at",)
    autocomplete_fields = ("contact", "company", "deal")
    fields = ("body", ("contact", "company", "deal"))
    mentions_in = "body"

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

    @action(description=_("Release"), permissions=["change"])
    def release_selected(self, request: HttpRequest, queryset: QuerySet[Hold]) -> None:
        released = sum(lift(hold, by=request.user) for hold in queryset)
        messages.success(request, gettext("{released} released.").format(released=released))


class OwnRowsAdmin(ReadOnlyAdmin):
    """Everybody sees their own."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(user=request.user)


@admin.register(Notification)
class NotificationAdmin(OwnRowsAdmin):
    list_display = ("title", "kind", "urgency", "created_at", "read_at")
    list_filter = (("read_at", admin.EmptyFieldListFilter), "urgency")
    ordering = ("-created_at",)
    actions = ("read_all",)

    @action(description=_("Mark all of mine as read"), permissions=["view"])
    def read_all(self, request: HttpRequest, queryset: QuerySet[Notification]) -> None:
        read = mark_read(request.user, request.organization)  # type: ignore[attr-defined]
        messages.success(request, gettext("{read} marked as read.").format(read=read))


@admin.register(NotificationMail)
class NotificationMailAdmin(OwnRowsAdmin):
    """The mails to oneself: when each left, and why one did not."""

    list_display = ("created_at", "status", "reason", "attempts", "settled_at")
    list_filter = ("status",)
    ordering = ("-created_at",)
    fields = (("status", "reason"), ("created_at", "not_before"), ("attempts", "handed_at", "settled_at"))


@admin.register(NotificationPreferences)
class NotificationPreferencesAdmin(OwnRowsAdmin):
    """One's own wishes; they are changed on their own page, below the bell."""

    list_display = ("user", "quiet_from", "quiet_until", "hourly_cap", "digest_at", "urgent_any_time")
    list_select_related = ("user",)
    fields = ("user", ("quiet_from", "quiet_until"), ("hourly_cap", "digest_at"), "urgent_any_time", "kinds")


@admin.register(Interaction)
class InteractionAdmin(ReadOnlyAdmin):
    list_display = ("at", "contact", "channel", "direction", "subject", "outcome", "intent")
    list_select_related = ("contact",)
    list_filter = ("channel", "direction", "intent")
    ordering = ("-at",)
