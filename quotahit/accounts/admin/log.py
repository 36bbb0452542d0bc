"""The log, as an organization's people read it. It stands here because the log itself knows nobody's name."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from quotahit import clock
from quotahit.accounts.admin_actors import actor_column
from quotahit.accounts.admin_links import row_link
from quotahit.accounts.admin_scope import ReadOnlyAdmin
from quotahit.audit.models import AuditEntry


class WhoFilter(SimpleListFilter):
    title = _("who")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("user", gettext("People here")),
            ("agent", gettext("Agents")),
            ("contact", gettext("Contacts")),
            ("key", gettext("API keys")),
            ("system", gettext("The system itself")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(actor__startswith=f"{self.value()}:") if self.value() else queryset


class WhenFilter(SimpleListFilter):
    title = _("when")
    parameter_name = "when"
    days = {"1": _("The last 24 hours"), "7": _("The last 7 days"), "30": _("The last 30 days")}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.days.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.value() not in self.days:
            return queryset
        return queryset.filter(at__gte=clock.now() - timedelta(days=int(self.value())))


class EndFilter(SimpleListFilter):
    title = _("how it ended")
    parameter_name = "end"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("done", gettext("As intended")), ("other", gettext("Otherwise"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.value() == "other":
            return queryset.exclude(outcome="done")
        return queryset.filter(outcome="done") if self.value() == "done" else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    organization_path = "organization_id"
    list_filter = (WhoFilter, WhenFilter, EndFilter)
    search_fields = ("action__startswith", "actor")
    search_help_text = _("An act (“email.”, “deal.won”) or an actor (“user:7”).")
    ordering = ("-id",)
    fields = ("at", "actor", "action", "about", "why", "outcome", "mac")
    readonly_fields = fields

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["at", actor_column("actor", gettext("Who")), "what", "about", "reasons", "outcome"]

    @display(description=_("What"), ordering="action")
    def what(self, entry: AuditEntry) -> str:
        return entry.action.replace(".", " ").replace("_", " ").capitalize()

    @display(description=_("About"))
    def about(self, entry: AuditEntry) -> str:
        return row_link(entry.subject_type, entry.subject_id)

    @display(description=_("Why"))
    def reasons(self, entry: AuditEntry) -> str:
        return ", ".join(f"{name} {value}" for name, value in entry.why.items()) or "-"
