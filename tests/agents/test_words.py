"""Decisions are told in words: no code of the table reaches a salesperson."""

import pytest

from agents.models import AgentDecision
from agents.orchestrator.rules import Rule, event_types, rules
from agents.words import DONE, HAPPENED, chain_label


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_rule_has_words_for_what_happened_and_for_each_act(rule: Rule) -> None:
    kind = "+".join(rule.acts)
    decision = AgentDecision(kind=kind, before=rule.on, after=rule.aim)
    assert len(kind) <= AgentDecision._meta.get_field("kind").max_length
    assert decision.happened == HAPPENED[rule.on]
    if rule.sequence:
        assert decision.done == f"start the {rule.sequence} sequence"
    elif rule.chain:
        assert decision.done == f"begin the chain “{chain_label(rule.chain)}”"
    else:
        assert decision.done == ", ".join(str(DONE[act]) for act in rule.acts)


def test_every_event_of_the_table_has_words() -> None:
    assert set(event_types()) <= set(HAPPENED)


def test_a_sequence_that_was_not_started_is_named() -> None:
    skipped = AgentDecision(kind="skip", before="engage", after="not started")
    assert f"{skipped.happened}: {skipped.done}" == "The engage sequence: not started"
