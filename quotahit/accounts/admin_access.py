"""Who may do what in the console, and whose rows a form may name: shared by admin pages and their inlines."""

from typing import Any

from django.db import models
from django.http import HttpRequest

from quotahit.accounts.choices import Role
from quotahit.accounts.visibility import visible


def may(request: HttpRequest, least: Role, obj: Any = None) -> bool:
    """Whether the signed-in member's role is `least` or higher, in the organization that `obj` belongs to."""
    membership = getattr(request, "membership", None)
    if membership is None or not membership.may(least):
        return False
    owner = getattr(obj, "organization_id", None) if isinstance(obj, models.Model) else None
    return owner is None or owner == membership.organization_id


class OrganizationAccess:
    """Permission by role; every choice of related rows is narrowed to the current organization."""

    sees = Role.VIEWER
    edits = Role.REP

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> models.QuerySet | None:
        queryset = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.all()
        return seen_by(request, queryset.filter(**of_organization(queryset.model, request)))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, self.sees)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, self.sees, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, self.edits, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, self.edits, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, self.edits, obj)


def seen_by(request: HttpRequest, rows: models.QuerySet) -> models.QuerySet:
    """Those of the rows, all of the current organization, that the signed-in member sees."""
    membership = getattr(request, "membership", None)
    return rows.none() if membership is None else visible(rows, membership)


def of_organization(model: type[models.Model], request: HttpRequest) -> dict[str, Any]:
    """The filter that keeps rows of `model` within the current organization."""
    organization = request.organization  # type: ignore[attr-defined]
    if any(field.name == "organization" for field in model._meta.fields):
        return {"organization": organization}
    if model._meta.label_lower == "accounts.user":
        return {"memberships__organization": organization}
    if model._meta.label_lower == "accounts.organization":
        return {"pk": organization.pk if organization else None}
    return {}
