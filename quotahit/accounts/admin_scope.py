"""The base of every admin page: rows of the current organization only, acts by role."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from quotahit.accounts.admin_access import OrganizationAccess
from quotahit.accounts.admin_lists import BoundedPaginator


class OrganizationForm(forms.ModelForm):
    """A form whose row belongs to the current organization before it is checked, so that "once in an organization" is
    a message and not a crash."""

    organization: Any = None  # set on the class that is made for each request

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.organization_id is None:
            self.instance.organization = self.organization

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"organization"}


class OrganizationAdmin(OrganizationAccess, ModelAdmin):
    """Shows and edits rows of `request.organization`; `sees` and `edits` name the least role for each."""

    form = OrganizationForm
    exclude: Any = ("organization",)
    paginator = BoundedPaginator
    show_full_result_count = False
    list_fullwidth = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(organization=request.organization)  # type: ignore[attr-defined]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.organization = request.organization  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.organization = request.organization  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)


class ReadOnlyAdmin(OrganizationAdmin):
    """Rows that the product writes and people read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OrganizationInline(OrganizationAccess, TabularInline):
    """Rows of the current organization below the row that they belong to."""

    form = OrganizationForm
    exclude: Any = ("organization",)
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.organization = request.organization  # type: ignore[attr-defined]
        return formset
