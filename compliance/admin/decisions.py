"""What the gate decided, with the law behind every reason, and what it would decide on the same facts today."""

import json

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from compliance.admin.base import EvidenceAdmin
from compliance.choices import Channel
from compliance.models import Decision
from compliance.reasons import CURED_BY_TIME
from quotahit.accounts.admin_links import row_link


class OutcomeFilter(SimpleListFilter):
    title = _("outcome")
    parameter_name = "outcome"
    outcomes = {
        "allowed": (_("Allowed"), Q(allowed=True)),
        "later": (_("Denied, only for now"), Q(reason__in=CURED_BY_TIME)),
        "denied": (_("Denied"), Q(allowed=False)),
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
        (_("Where"), {"fields": ("places", "local_times")}),
        (_("What it looked at"), {"fields": ("inputs", "inputs_hash", "rule_version", "today")}),
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

    @display(description=_("Outcome"), label={"Allowed": "success", "Denied": "danger", "Later": "warning"})
    def outcome(self, decision: Decision) -> str:
        if decision.allowed:
            return gettext("Allowed")
        return gettext("Later") if decision.earliest else gettext("Denied")

    @display(description=_("Channel"))
    def channel(self, decision: Decision) -> str:
        return Channel(decision.grounds.channel).label

    @display(description=_("Purpose"))
    def purpose(self, decision: Decision) -> str:
        return decision.grounds.get_purpose_display()

    @display(description=_("For"))
    def subject(self, decision: Decision) -> str:
        return row_link(decision.subject_type, decision.subject_id)

    @display(description=_("Allowed from"))
    def earliest(self, decision: Decision) -> object:
        return decision.earliest

    @display(description=_("What stood against it"))
    def objections(self, decision: Decision) -> str:
        found = decision.grounds.read_findings().objections
        lines = ((objection.reason.label, objection.place, objection.basis) for objection in found)
        return format_html_join("", "<p>{} {} <em>{}</em></p>", lines) or gettext("Nothing.")

    @display(description=_("States and countries that may apply"))
    def places(self, decision: Decision) -> str:
        return ", ".join(decision.grounds.read_findings().places) or gettext("None apply to this channel.")

    @display(description=_("Wall clock there"))
    def local_times(self, decision: Decision) -> str:
        clocks = decision.grounds.read_findings().local_times.items()
        return format_html_join("", "<p>{}: {}</p>", clocks) or gettext("Not asked.")

    @display(description=_("Facts"))
    def inputs(self, decision: Decision) -> str:
        facts = json.loads(decision.grounds.inputs).items()
        return format_html_join("", "<p>{}: {}</p>", ((name, json.dumps(fact)) for name, fact in facts))

    @display(description=_("SHA-256 of the facts"))
    def inputs_hash(self, decision: Decision) -> str:
        return decision.grounds.inputs_hash

    @display(description=_("Rules"))
    def rule_version(self, decision: Decision) -> str:
        return decision.grounds.rule_version

    @display(description=_("The same facts under the rules of today"))
    def today(self, decision: Decision) -> str:
        verdict = decision.replay()
        return f"{verdict.reason.label} ({verdict.rule_version})"
