"""The base of every admin page: rows of the current organization only, acts by role."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.admin import ModelAdmin, TabularInline

from quotahit.accounts.admin_access import OrganizationAccess, seen_by
from quotahit.accounts.admin_actions import GuardedActions
from quotahit.accounts.admin_lists import BoundedPaginator, IndexedChangeList, of_organization_filter
from quotahit.audit.log import Act, actor_name, append_many


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


class OrganizationAdmin(GuardedActions, OrganizationAccess, ModelAdmin):
    """Shows and edits the rows of `request.organization` that the member sees; `sees` and `edits` name the least role
    for each.

    Changes are logged by their fields' names. A page that writes through verbs sets `verbs_log`: they log themselves.
    """

    form = OrganizationForm
    exclude: Any = ("organization",)
    organization_path = "organization"
    verbs_log = False
    no_filters: tuple[str, ...] = ()  # what the address of a list may say beside its filters
    paginator = BoundedPaginator
    show_full_result_count = False
    list_fullwidth = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        organization = request.organization  # type: ignore[attr-defined]
        return seen_by(request, rows.filter(**{self.organization_path: organization and organization.pk}))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[IndexedChangeList]:
        return IndexedChangeList

    def get_ordering(self, request: HttpRequest) -> Any:
        return super().get_ordering(request) or self.opts.ordering or ("-pk",)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list({*(super().get_exclude(request, obj) or ()), "organization"})

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [of_organization_filter(each, self.model) for each in super().get_list_filter(request)]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.organization = request.organization  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.organization = request.organization  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    # What Django would write into a log of its own, with names in it, goes into the one log, in codes and ids.

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[str]:
        """The names of the fields that were changed, and of the rows below."""
        return sorted([*form.changed_data, *(formset.prefix for formset in formsets or () if formset.has_changed())])

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        self._log(request, [obj], "added", {})

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        self._log(request, [obj], "changed", {"fields": message})

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> None:
        self._log(request, queryset, "deleted", {})

    def _log(self, request: HttpRequest, rows: Iterable[Any], act: str, why: dict[str, Any]) -> None:
        if self.verbs_log:
            return
        organization_id, actor = request.organization.pk, actor_name(request.user)  # type: ignore[attr-defined]
        append_many(Act(organization_id, actor, f"{self.opts.model_name}.{act}", row, why) for row in rows)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What the log knows of this row."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        log = reverse("admin:audit_auditentry_changelist")
        return redirect(f"{log}?subject_type={self.opts.label_lower}&subject_id={row.pk}")


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
