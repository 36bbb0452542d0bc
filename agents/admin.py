"""The agents' decisions, to be read and filtered."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from agents.models import AgentDecision
from quotahit.accounts.admin_scope import OrganizationAdmin


@admin.register(AgentDecision)
class AgentDecisionAdmin(OrganizationAdmin):
    """Who was decided about, what comes next, by which rule and why."""

    list_display = ("at", "agent", "contact", "deal", "happened", "done", "rule", "reason")
    list_filter = ("agent", "rule", "at")
    list_select_related = ("contact", "deal")
    search_fields = ("rule__startswith", "contact__last_name__startswith")
    ordering = ("-at",)

    @display(description="From", ordering="before")
    def happened(self, decision: AgentDecision) -> str:
        return decision.happened

    @display(description="To", ordering="after")
    def done(self, decision: AgentDecision) -> str:
        return decision.done.capitalize()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
