"""An organization goes by the rules that it has not switched off, and by those that it has switched on."""

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import AgentDecision, RuleSwitch
from agents.orchestrator.rules import rules
from agents.orchestrator.switches import in_force, switch_rule
from agents.rule_words import conditions
from crm.models import Contact
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.record import record
from quotahit.workflow.errors import NotPossible
from tests.console.loop import work

pytestmark = pytest.mark.django_db


def decided(contact: Contact) -> list[str]:
    return list(AgentDecision.objects.filter(contact=contact, agent="orchestrator").values_list("rule", flat=True))


def test_a_rule_that_is_switched_off_decides_nothing_and_on_again_it_does(
    acme: Organization, alice: User, dana: Contact
) -> None:
    switch_rule(acme, "changed-contact", is_on=False, actor=alice)
    record(acme, "contact.updated", subject=dana, payload={"fields": ["title"]}, source="test")
    work()
    assert decided(dana) == []
    assert switch_rule(acme, "changed-contact", is_on=True, actor=alice)
    assert not switch_rule(acme, "changed-contact", is_on=True, actor=alice)
    record(acme, "contact.updated", subject=dana, payload={"fields": ["title"]}, source="test")
    work()
    assert "changed-contact" in decided(dana)
    said = AuditEntry.objects.filter(action="rule.switched").order_by("pk")
    assert [entry.why for entry in said] == [{"rule": "changed-contact", "is_on": on} for on in (False, True)]


def test_the_next_rule_that_fits_takes_its_place(acme: Organization, alice: User, dana: Contact) -> None:
    switch_rule(acme, "disqualified-in-a-deal", is_on=False, actor=alice)
    held = in_force([acme.pk])[acme.pk]
    assert "disqualified" in held
    assert "disqualified-in-a-deal" not in held


def test_other_organizations_keep_theirs(acme: Organization, rival: Organization, alice: User) -> None:
    switch_rule(acme, "lost", is_on=False, actor=alice)
    held = in_force([acme.pk, rival.pk])
    assert held[rival.pk] - held[acme.pk] == {"lost"}


def test_what_ends_outreach_is_never_switched_off(acme: Organization, alice: User) -> None:
    for name in ("opt-out", "refusal", "left-company", "won"):
        with pytest.raises(NotPossible):
            switch_rule(acme, name, is_on=False, actor=alice)
    with pytest.raises(NotPossible):
        switch_rule(acme, "no-such-rule", is_on=True, actor=alice)
    assert not RuleSwitch.objects.exists()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_condition_is_told_in_words(rule) -> None:
    told = conditions(rule)
    assert len(told) == len(rule.when)
    assert not any("_" in words or words.endswith((": True", ": False")) for words in told)


def test_managers_switch_rules_on_the_page_and_others_only_read_it(
    acme: Organization, as_alice: Client, client: Client, bob: User
) -> None:
    switch = reverse("admin:console_rule_switch", args=["found-lead"])
    page = as_alice.post(switch, {"on": "1"}, follow=True)
    assert "The rule holds from the next event on." in page.text
    assert "found-lead" in in_force([acme.pk])[acme.pk]
    assert (
        "The rule opt-out always stands."
        in as_alice.post(reverse("admin:console_rule_switch", args=["opt-out"]), {"on": "0"}, follow=True).text
    )
    client.force_login(bob)
    page = client.get(reverse("admin:console_rules"))
    assert "Switch off" not in page.text
    assert "begin the chain" in page.text
    assert client.post(switch, {"on": "0"}).status_code == 403
