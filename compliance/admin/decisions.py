"""What the gate decided, with the law behind every reason, and what it would decide on the same facts today."""

import json

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from unfold.decorators import display

from compliance.admin.base import EvidenceAdmin
from compliance.choices import Channel
from compliance.models import Decision
from compliance.reasons import CURED_BY_TIME
from quotahit.accounts.admin_links import row_link


class OutcomeFilter(SimpleListFilter):
    title = "outcome"
    parameter_name = "outcome"
    outcomes = {
        "allowed": ("Allowed", Q(allowed=True)),
        "later": ("Denied, only for now", Q(reason__in=CURED_BY_TIME)),
        "denied": ("Denied", Q(allowed=False)),
    }

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.outcomes.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return queryset.filter(self.outcomes[value][1]) if value in self.outcomes else queryset


@admin.register(Decision)
class DecisionAdmin(EvidenceAdmin):
    list_display = ("at", "outcome", "reason", "channel", "subject", "earliest")
    list_select_related = ("grounds",)
    list_filter = (OutcomeFilter, "reason", "grounds__channel")
    ordering = ("-at", "-pk")
    fieldsets = (
        (None, {"fields": (("outcome", "at"), ("channel", "purpose"), "subject", "objections", "earliest")}),
        ("Where", {"fields": ("places", "local_times")}),
        ("What it looked at", {"fields": ("inputs", "inputs_hash", "rule_version", "today")}),
    )
    readonly_fields = (
        "outcome",
        "channel",
        "purpose",
        "subject",
        "objections",
        "earliest",
        "places",
        "local_times",
        "inputs",
        "inputs_hash",
        "rule_version",
        "today",
    )

    @display(description="Outcome", label={"Allowed": "success", "Denied": "danger", "Later": "warning"})
    def outcome(self, decision: Decision) -> str:
        if decision.allowed:
            return "Allowed"
        return "Later" if decision.earliest else "Denied"

    @display(description="Channel")
    def channel(self, decision: Decision) -> str:
        return Channel(decision.grounds.channel).label

    @display(description="Purpose")
    def purpose(self, decision: Decision) -> str:
        return decision.grounds.get_purpose_display()

    @display(description="For")
    def subject(self, decision: Decision) -> str:
        return row_link(decision.subject_type, decision.subject_id)

    @display(description="Allowed from")
    def earliest(self, decision: Decision) -> object:
        return decision.earliest

    @display(description="What stood against it")
    def objections(self, decision: Decision) -> str:
        found = decision.grounds.read_findings().objections
        lines = ((objection.reason.label, objection.place, objection.basis) for objection in found)
        return format_html_join("", "<p>{} {} <em>{}</em></p>", lines) or "Nothing."

    @display(description="States and countries that may apply")
    def places(self, decision: Decision) -> str:
        return ", ".join(decision.grounds.read_findings().places) or "None apply to this channel."

    @display(description="Wall clock there")
    def local_times(self, decision: Decision) -> str:
        clocks = decision.grounds.read_findings().local_times.items()
        return format_html_join("", "<p>{}: {}</p>", clocks) or "Not asked."

    @display(description="Facts")
    def inputs(self, decision: Decision) -> str:
        facts = json.loads(decision.grounds.inputs).items()
        return format_html_join("", "<p>{}: {}</p>", ((name, json.dumps(fact)) for name, fact in facts))

    @display(description="SHA-256 of the facts")
    def inputs_hash(self, decision: Decision) -> str:
        return decision.grounds.inputs_hash

    @display(description="Rules")
    def rule_version(self, decision: Decision) -> str:
        return decision.grounds.rule_version

    @display(description="The same facts under the rules of today")
    def today(self, decision: Decision) -> str:
        verdict = decision.replay()
        return f"{verdict.reason.label} ({verdict.rule_version})"
