"""The orchestrator's rules: what follows from which event, why, and which of them the organization goes by."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.orchestrator.rules import Rule, rules
from agents.orchestrator.switches import in_force, switch_rule
from agents.rule_words import acts, conditions, heard
from quotahit.accounts.choices import Role
from quotahit.console.pages import show
from quotahit.workflow.errors import NotPossible


@dataclass(frozen=True)
class Row:
    """A rule as the page shows it."""

    rule: Rule
    conditions: list[str]
    acts: str
    reason: str
    is_on: bool


def rules_page(request: HttpRequest) -> HttpResponse:
    """All rules by the event that they hear, in the order in which they are tried."""
    held = in_force([request.organization.pk])[request.organization.pk]  # type: ignore[attr-defined]
    rows = [(heard(rule), _row(rule, is_on=rule.name in held)) for rule in rules()]
    by_event: dict[str, list[Row]] = {}
    for event, row in rows:
        by_event.setdefault(event, []).append(row)
    may_switch = request.membership.may(Role.MANAGER)  # type: ignore[attr-defined]
    return show(request, "console/rules.html", _("Rules"), events=by_event.items(), may_switch=may_switch)


@require_POST
def switch(request: HttpRequest, rule: str) -> HttpResponse:
    """Put one rule in force, or out of it."""
    is_on = request.POST.get("on") == "1"
    try:
        switch_rule(request.organization, rule, is_on=is_on, actor=request.user)  # type: ignore[attr-defined]
        messages.success(request, _("The rule holds from the next event on.") if is_on else _("The rule is off."))
    except NotPossible as problem:
        messages.error(request, str(problem))
    return redirect("admin:console_rules")


def _row(rule: Rule, *, is_on: bool) -> Row:
    return Row(rule, conditions(rule), acts(rule), _(rule.reason), is_on)
