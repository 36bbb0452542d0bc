"""Chat widgets in the console: how one looks and where it may stand, the line to embed, a place to try it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from outreach.chat.pages_seen import pages_of
from outreach.chat.widgets import delete_widget, origins_in, save_widget
from outreach.links import base_url
from outreach.models import ChatVisit, ChatWidget
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationForm, ReadOnlyAdmin
from quotahit.accounts.choices import Autonomy, Role


class ChatWidgetForm(OrganizationForm):
    websites = forms.CharField(
        label=_("websites that may show it"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("One in each line, such as https://www.example.com. Everywhere else the window stays shut."),
    )
    autonomy = forms.ChoiceField(
        label=_("how freely the agents answer"),
        choices=Autonomy.choices,
        initial=Autonomy.AUTONOMOUS,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Never more freely than the organization allows them."),
    )

    class Meta:
        model = ChatWidget
        fields = (
            *("name", "greeting", "consent_text", "privacy_url", "colour", "corner", "language"),
            *("opens", "closes", "weekdays_only", "is_active"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["websites"] = "\n".join(self.instance.origins)
            self.initial["autonomy"] = self.instance.mailbox.autonomy

    def clean_websites(self) -> list[str]:
        try:
            return origins_in(self.cleaned_data["websites"].splitlines())
        except ValueError as problem:
            raise ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any]:
        """Hours have a beginning and an end, in this order, or there are none."""
        opens, closes = self.cleaned_data.get("opens"), self.cleaned_data.get("closes")
        if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
            self.add_error("closes", gettext("Say from when until when somebody is there, or leave both blank."))
        return self.cleaned_data


@admin.register(ChatWidget)
class ChatWidgetAdmin(OrganizationAdmin):
    form = ChatWidgetForm
    edits = Role.MANAGER
    verbs_log = True
    list_display = ("name", "where", "language", "is_active", "try_it")
    list_select_related = ("organization",)
    ordering = ("name",)
    readonly_fields = ("embed",)
    fieldsets = (
        (None, {"fields": ("name", "embed", "websites", "is_active")}),
        (_("How it may act"), {"fields": ("autonomy", ("opens", "closes"), "weekdays_only")}),
        (_("What it says"), {"fields": ("language", "greeting", "consent_text", "privacy_url")}),
        (_("How it looks"), {"fields": (("colour", "corner"),)}),
    )

    def save_model(self, request: HttpRequest, obj: ChatWidget, form: Any, change: bool) -> None:
        if not change:
            obj.organization = request.organization  # type: ignore[attr-defined]
        obj.origins = form.cleaned_data["websites"]
        save_widget(obj, actor=request.user, autonomy=form.cleaned_data["autonomy"])

    def delete_model(self, request: HttpRequest, obj: ChatWidget) -> None:
        delete_widget(obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for widget in queryset:
            delete_widget(widget, actor=request.user)

    @display(description=_("Stands on"))
    def where(self, widget: ChatWidget) -> str:
        return ", ".join(widget.origins) or gettext("No website yet")

    @display(description=_("Try it"))
    def try_it(self, widget: ChatWidget) -> str:
        page = reverse("admin:console_chat_preview", args=[widget.pk])
        return format_html('<a class="qh-link" href="{}">{}</a>', page, gettext("Chat as a visitor"))

    @display(description=_("To embed it"))
    def embed(self, widget: ChatWidget) -> str:
        if widget.pk is None:
            return gettext("Save it first.")
        return render_to_string("outreach/chat_embed.html", {"widget": widget, "line": embed_line(widget)})


@admin.register(ChatVisit)
class ChatVisitAdmin(ReadOnlyAdmin):
    list_display = ("begun_at", "contact", "widget", "origin", "seen_at")
    list_select_related = ("contact", "widget")
    list_filter = ("widget", "is_preview")
    ordering = ("-pk",)
    fields = (
        "contact",
        "widget",
        "claimed",
        "name",
        "email",
        "origin",
        "referrer",
        "pages_seen",
        "begun_at",
        "seen_at",
    )
    readonly_fields = fields

    @display(description=_("Pages seen"))
    def pages_seen(self, visit: ChatVisit) -> str:
        return render_to_string("outreach/chat_pages.html", {"pages": pages_of(visit)})


def embed_line(widget: ChatWidget) -> str:
    """What a website puts before the end of its body."""
    return f'<script src="{base_url()}/chat/{widget.key}.js" async></script>'
