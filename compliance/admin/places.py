"""An operator's word on a place: confirmed hours, states of emergency."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from compliance.admin.base import VerbAdmin
from compliance.models import PlaceRuling
from compliance.place_rulings import confirm_hours, declare_emergency, end_ruling
from compliance.rules import current
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationForm
from quotahit.accounts.choices import Role


def _choices() -> list[tuple[str, str]]:
    """Places whose hours wait for a sign-off, and those whose law knows an emergency ban."""
    places = sorted(current().places.values(), key=lambda place: place.name)
    return [
        (place.code, gettext("{name} (sources: {source})").format(name=place.name, source=place.source))
        for place in places
        if place.is_low or place.emergency_ban
    ]


class PlaceRulingForm(OrganizationForm):
    place = forms.ChoiceField(label=_("Place"), choices=_choices, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = PlaceRuling
        fields = ("place", "kind", "why")


@admin.register(PlaceRuling)
class PlaceRulingAdmin(VerbAdmin, OrganizationAdmin):
    edits = Role.MANAGER
    form = PlaceRulingForm
    list_display = ("place", "kind", "state", "why", "by", "at")
    list_filter = ("kind",)
    ordering = ("-at",)
    fields = ("place", "kind", "why")
    actions = ("end_selected",)

    @display(description=_("State"), label={"In force": "success", "Ended": ""})
    def state(self, ruling: PlaceRuling) -> str:
        return gettext("Ended") if ruling.ended_at else gettext("In force")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PlaceRuling, form: Any, change: bool) -> None:
        verb = confirm_hours if obj.kind == PlaceRuling.Kind.HOURS_CONFIRMED else declare_emergency
        organization = request.organization  # type: ignore[attr-defined]
        obj.pk = verb(organization, obj.place, why=obj.why, actor=request.user).pk

    @action(description=_("End these rulings"))
    def end_selected(self, request: HttpRequest, queryset: QuerySet[PlaceRuling]) -> None:
        ended = [end_ruling(ruling, actor=request.user) for ruling in queryset.in_force()]
        messages.success(request, gettext("{count} ended.").format(count=len(ended)))
