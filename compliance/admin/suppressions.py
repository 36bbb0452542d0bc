"""Suppressions: entered by hand for one address, lifted by a person who says why."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from compliance.addresses import address_key
from compliance.admin.base import EvidenceAdmin, VerbAdmin
from compliance.choices import Bar
from compliance.models import Suppression
from compliance.suppressions import lift, may_be_lifted, suppress
from quotahit.accounts.admin_access import may
from quotahit.accounts.admin_scope import OrganizationForm
from quotahit.accounts.choices import Role

KINDS = [("email", _("Email")), ("phone", _("Phone")), ("linkedin", _("LinkedIn"))]


class NewSuppressionForm(OrganizationForm):
    """An address to suppress, as a person writes it; only its hash is kept."""

    channel = forms.ChoiceField(label=_("Kind"), choices=KINDS, widget=UnfoldAdminSelectWidget)
    address = forms.CharField(label=_("Address"), max_length=300, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Suppression
        fields: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("address") and not address_key(cleaned["channel"], cleaned["address"]):
            self.add_error("address", gettext("This is no such address. Write a number with its + and country code."))
        return cleaned


class ActiveFilter(SimpleListFilter):
    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("yes", gettext("In force")), ("no", gettext("Lifted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        asked = {"yes": Q(lifted_at=None), "no": Q(lifted_at__isnull=False)}
        return queryset.filter(asked.get(self.value(), Q()))


@admin.register(Suppression)
class SuppressionAdmin(VerbAdmin, EvidenceAdmin):
    list_display = ("at", "reason", "kind", "state", "source", "by")
    list_filter = (ActiveFilter, "reason", "kind")
    ordering = ("-at", "-pk")
    readonly_fields = ("state",)
    shown = (
        (None, {"fields": (("reason", "kind", "state"), ("at", "by", "source"))}),
        (_("Lifting it"), {"fields": ("lifted_why", ("lifted_at", "lifted_by"))}),
    )

    @display(description=_("State"), label={"In force": "danger", "Lifted": ""})
    def state(self, suppression: Suppression) -> str:
        return gettext("Lifted") if suppression.lifted_at else gettext("In force")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.REP)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.MANAGER, obj) and (obj is None or may_be_lifted(obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown if obj else ((None, {"fields": ("channel", "address")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("reason", "kind", "state", "at", "by", "source", "lifted_at", "lifted_by")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs |= {"form": NewSuppressionForm, "fields": ()}
        form = super().get_form(request, obj, change=change, **kwargs)
        if "lifted_why" in form.base_fields:
            form.base_fields["lifted_why"].required = True
        return form

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        if change:
            lift(obj, actor=request.user, why=form.cleaned_data["lifted_why"])
            return
        row = suppress(
            request.organization,  # type: ignore[attr-defined]
            form.cleaned_data["channel"],
            form.cleaned_data["address"],
            reason=Bar.MANUAL,
            source="console",
            actor=request.user,
        )
        obj.pk = row.pk
        obj.refresh_from_db()
