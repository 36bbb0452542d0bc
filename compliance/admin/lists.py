"""Do-not-call: people's own requests, and the copies of public registries."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from compliance.admin.base import EvidenceAdmin
from compliance.models import DoNotCall, RegistryCopy
from compliance.rules import current
from quotahit import clock
from quotahit.accounts.admin_scope import ReadOnlyAdmin


class ListFilter(SimpleListFilter):
    title = _("list")
    parameter_name = "list"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("own", gettext("Asked us")), ("registry", gettext("In a registry"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        asked = {"own": Q(copy=None), "registry": Q(copy__isnull=False)}
        return queryset.filter(asked.get(self.value(), Q()))


@admin.register(DoNotCall)
class DoNotCallAdmin(EvidenceAdmin):
    list_display = ("recorded_at", "list_name", "requested_at", "source", "recorded_by")
    list_select_related = ("copy",)
    list_filter = (ListFilter,)
    ordering = ("-pk",)
    fields = (("list_name", "requested_at"), ("source", "recorded_by", "recorded_at"))
    readonly_fields = ("list_name",)

    @display(description=_("List"))
    def list_name(self, entry: DoNotCall) -> str:
        return (
            gettext("Registry {registry}").format(registry=entry.copy.registry) if entry.copy else gettext("Asked us")
        )


@admin.register(RegistryCopy)
class RegistryCopyAdmin(ReadOnlyAdmin):
    list_display = ("registry", "copied_at", "freshness", "numbers", "file_name", "imported_by")
    ordering = ("registry",)

    @display(description=_("State"), label={"Current": "success", "Too old": "danger", "Being imported": "info"})
    def freshness(self, copy: RegistryCopy) -> str:
        if copy.completed_at is None:
            return gettext("Being imported")
        registries = current().registries
        rule = registries.get(copy.registry) or registries[f"{copy.registry.partition('-')[0]}-*"]
        return (
            gettext("Current")
            if clock.now() - copy.copied_at <= timedelta(days=rule.max_age_days)
            else gettext("Too old")
        )
