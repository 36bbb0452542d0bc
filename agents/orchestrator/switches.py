"""Which rules an organization goes by: the table as shipped, and what its people switched on or off."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext

from agents.models import RuleSwitch
from agents.orchestrator.rules import Rule, find_rule, rules
from crm.journal import enter
from quotahit.accounts.models import Organization
from quotahit.workflow.errors import NotPossible


def in_force(organization_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The names of the rules that each of these organizations goes by."""
    said: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = RuleSwitch.objects.filter(organization__in=set(organization_ids))
    for organization_id, rule, is_on in rows.values_list("organization_id", "rule", "is_on"):
        said[organization_id][rule] = is_on
    return {pk: frozenset(rule.name for rule in rules() if _stands(rule, said[pk])) for pk in organization_ids}


def _stands(rule: Rule, said: dict[str, bool]) -> bool:
    return rule.always or said.get(rule.name, rule.standing)


def starters(organization_id: int) -> dict[str, list[tuple[Rule, bool]]]:
    """By chain of agents, the rules that begin it, and whether each is in force."""
    held = in_force([organization_id])[organization_id]
    begun: dict[str, list[tuple[Rule, bool]]] = defaultdict(list)
    for rule in rules():
        if rule.chain:
            begun[rule.chain].append((rule, rule.name in held))
    return begun


def switch_rule(organization: Organization, name: str, *, is_on: bool, actor: object) -> bool:
    """Put a rule in force or out of it from the next event on; whether that changed anything. Records `rule.switched`.

    NotPossible where there is no such rule, or it is one that nobody may switch off.
    """
    rule = find_rule(name)
    if rule is None:
        raise NotPossible(gettext("There is no rule {name}.").format(name=name))
    if rule.always:
        raise NotPossible(gettext("The rule {name} always stands.").format(name=name))
    with transaction.atomic():
        if (name in in_force([organization.pk])[organization.pk]) == is_on:
            return False
        row, _ = RuleSwitch.objects.update_or_create(organization=organization, rule=name, defaults={"is_on": is_on})
        enter(organization, "rule.switched", row, actor=actor, payload={"rule": name, "is_on": is_on})
    return True
