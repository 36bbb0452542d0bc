"""The orchestrator's table: every line can be reached, the first that fits wins, what is unknown fits nothing."""

import pytest

from agents.orchestrator.acts import ACTS
from agents.orchestrator.chains.definitions import definitions
from agents.orchestrator.rules import choose, event_types, rules
from agents.registry import agents
from outreach.models import Sequence
from outreach.starter import set_up_outreach


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"band": "hot", "band_changed": True, "idle": True}, "hot-lead"),
        ({"band": "warm", "band_changed": True, "idle": True}, "warm-lead"),
        ({"band": "cold", "band_changed": True, "idle": True}, "cold-lead"),
        ({"band": "hot", "band_changed": False, "idle": True}, None),
        ({"band": "hot", "band_changed": True, "idle": False}, None),
        ({"band": "hot", "band_changed": True}, None),
        ({}, None),
    ],
)
def test_a_score_starts_the_sequence_of_its_band_only_when_it_changed_and_nothing_runs(facts, rule):
    chosen = choose("lead.scored", facts)
    assert (chosen.name if chosen else None) == rule


@pytest.mark.parametrize(
    "label",
    ["interested", "question", "objection", "reschedule", "referral", "not_interested", "unsubscribe", "unknown"],
)
def test_every_class_of_reply_has_a_rule(label):
    assert choose("reply.received", {"label": label}) is not None


def test_an_event_that_no_rule_hears_chooses_nothing():
    assert choose("weather.changed", {}) is None


def test_every_act_that_a_rule_names_exists_and_every_act_is_named():
    named = {act for rule in rules() for act in rule.acts}
    assert named == set(ACTS)


def test_rule_names_are_unique_and_every_rule_says_why():
    names = [rule.name for rule in rules()]
    assert len(set(names)) == len(names)
    assert all(rule.reason.endswith(".") for rule in rules())


def test_every_sequence_that_a_rule_or_a_chain_starts_is_given_to_a_new_organization(acme):
    set_up_outreach(acme, actor="system:test")
    wanted = {rule.sequence for rule in rules() if "enroll" in rule.acts} | set(_sequences_of_chains())
    assert wanted == set(Sequence.objects.filter(organization=acme).values_list("code", flat=True))


def test_the_chain_hears_exactly_the_events_of_the_table():
    assert set(event_types()) == {rule.on for rule in rules()}


def test_every_agent_says_what_it_is():
    assert set(agents()) == {"scout", "researcher", "outreach", "qualifier", "orchestrator"}
    assert all(agent.manifest.purpose and agent.text for agent in agents().values())


def _sequences_of_chains():
    for chain in definitions():
        for stage in chain.stages:
            if code := stage.settings.get("sequence"):
                rounds = range(1, chain.monthly.rounds + 1 if chain.monthly else 2)
                yield from (code.format(round=number) for number in rounds)
