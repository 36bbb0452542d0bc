"""The organization's own page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.widgets import UnfoldAdminSelectWidget

from quotahit.accounts.admin.verbs import VerbAdmin
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.middleware import SESSION_KEY
from quotahit.accounts.models import Organization
from quotahit.accounts.organizations import change_organization, create_organization, set_autonomy
from quotahit.accounts.validators import zone_choices


class OrganizationPageForm(forms.ModelForm):
    class Meta:
        model = Organization
        fields = (
            "name", "website", "country", "zone", "postal_address", "currency", "monthly_model_budget", "autonomy",
        )  # fmt: skip
        widgets = {"zone": UnfoldAdminSelectWidget(choices=zone_choices)}


@admin.register(Organization)
class OwnOrganizationAdmin(VerbAdmin):
    """Managers and owners edit it; an operator of the installation may found another, and is then in it."""

    form = OrganizationPageForm
    organization_path = "pk"
    list_display = ("name",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is one to see: its page."""
        if request.organization is None:  # type: ignore[attr-defined]
            return super().changelist_view(request, *args, **kwargs)
        return redirect(reverse("admin:accounts_organization_change", args=[request.organization.pk]))  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        values = dict(form.cleaned_data)
        if change:
            set_autonomy(obj, Autonomy(values.pop("autonomy")), actor=request.user)
            change_organization(obj, actor=request.user, **values)
            return
        obj.pk = create_organization(values.pop("name"), owner=request.user, actor=request.user, **values).pk
        request.session[SESSION_KEY] = obj.pk
