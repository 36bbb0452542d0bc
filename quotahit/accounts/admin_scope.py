"""The one mixin of every admin page: rows of the current organization only, acts by role."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from quotahit.accounts.choices import Role


class OrganizationAdmin(ModelAdmin):
    """Shows and edits rows of `request.organization`; `sees` and `edits` name the least role for each."""

    sees = Role.VIEWER
    edits = Role.REP
    exclude: Any = ("organization",)
    show_full_result_count = False
    list_fullwidth = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(organization=request.organization)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.organization = request.organization  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> models.QuerySet | None:
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.all()
        model = queryset.model
        if any(field.name == "organization" for field in model._meta.fields):
            return queryset.filter(organization=request.organization)  # type: ignore[attr-defined]
        if model._meta.label_lower == "accounts.user":
            return queryset.filter(memberships__organization=request.organization)  # type: ignore[attr-defined]
        return queryset

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may(request, self.sees)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request, self.sees)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request, self.edits)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request, self.edits)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request, self.edits)


def _may(request: HttpRequest, least: Role) -> bool:
    membership = getattr(request, "membership", None)
    return membership is not None and membership.may(least)
