"""API keys: made, shown once, looked after, revoked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from quotahit import clock
from quotahit.accounts.admin.verbs import VerbAdmin
from quotahit.accounts.admin_badges import Badge
from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.admin_scope import OrganizationForm
from quotahit.accounts.api_keys import create_key, keys_kept_by, revoke_key
from quotahit.accounts.choices import Role, Scope
from quotahit.accounts.models import ApiKey, User

LASTS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")), ("", _("Until it is revoked"))]

STATES = {"valid": _("valid"), "expired": _("expired"), "revoked": _("revoked")}


class NewKeyForm(OrganizationForm):
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=Scope.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Each stands for itself: a key that may change records may not read them for that."),
    )
    lasts = forms.ChoiceField(
        label=_("Lasts"), choices=LASTS, required=False, initial="90", widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = ApiKey
        fields = ("name", "scopes")


def _revoke(key: ApiKey, user: User) -> str:
    revoke_key(key, actor=user)
    return gettext("This key opens nothing any more.")


@admin.register(ApiKey)
class ApiKeyAdmin(ButtonsAdmin, VerbAdmin):
    """Whoever works here has keys of their own; managers and owners look after everybody's."""

    sees = edits = Role.REP
    form = NewKeyForm
    list_display = ("name", "begins", "acts_as", "may", "state_shown", "last_used_at", "expires_at")
    list_select_related = ("membership__user",)
    ordering = ("-pk",)
    actions_list = ("documentation",)
    buttons = (Button("revoke", _("Revoke"), _revoke, lambda key: key.state != "revoked", _("Revoke this key?")),)
    shown = (
        "name",
        "begins",
        "acts_as",
        "may",
        "state_shown",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        membership = request.membership  # type: ignore[attr-defined]
        keys = super().get_queryset(request)
        return keys & keys_kept_by(membership) if membership else keys.none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown if obj else ("name", "scopes", "lasts")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown if obj else ()

    @display(description=_("Begins with"))
    def begins(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    @display(description=_("Acts as"))
    def acts_as(self, key: ApiKey) -> str:
        return str(key.membership.user)

    @display(description=_("May do"))
    def may(self, key: ApiKey) -> str:
        return ", ".join(str(Scope(scope).label) for scope in key.scopes)

    @display(description=_("State"), label={"valid": "success", "expired": "warning", "revoked": "danger"})
    def state_shown(self, key: ApiKey) -> Badge:
        return Badge(key.state, str(STATES[key.state]))

    @action(description=_("What the API offers"), icon="api", permissions=["view"])
    def documentation(self, request: HttpRequest) -> HttpResponse:
        return redirect(reverse("api_docs"))

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        days = form.cleaned_data["lasts"]
        new = create_key(
            request.membership,  # type: ignore[attr-defined]
            obj.name,
            form.cleaned_data["scopes"],
            actor=request.user,
            expires_at=clock.now() + timedelta(days=int(days)) if days else None,
        )
        obj.pk = new.row.pk
        request.new_secret = new.secret  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:
        """The page with the secret is the answer itself: it is kept nowhere, not even for the next page."""
        context = self.admin_site.each_context(request) | {
            "title": gettext("New API key"),
            "opts": self.opts,
            "key": obj,
            "secret": request.new_secret,  # type: ignore[attr-defined]
            "address": request.build_absolute_uri("/api/v1/"),
        }
        return TemplateResponse(request, "accounts/new_key.html", context)
