"""What is remembered of a contact, in one value and in few queries."""

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from crm.analyses import keep_analysis
from crm.choices import (
    AdvisedAct,
    Channel,
    Emotion,
    Intent,
    Manner,
    ObjectionKind,
    Sentiment,
    SlotKind,
    Strength,
    Tone,
    Urgency,
)
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.memory import memories_of, memory_of
from crm.memory.sentiment import overall
from crm.merging.merge import merge_contacts
from crm.merging.undo import undo_merge
from crm.models import Contact, Interaction, Merge, Recap
from crm.qualifying import Finding, remember
from crm.understanding import EmotionalAnalysis, Objection
from quotahit.accounts.models import Organization, User
from tests.crm.memory.conftest import Say

pytestmark = pytest.mark.django_db


def understood(line: Interaction, emotion: Emotion, *objections: ObjectionKind) -> None:
    told = EmotionalAnalysis(
        emotion=emotion,
        confidence=0.9,
        intent=Intent.OBJECTION if objections else Intent.QUESTION,
        objections=tuple(Objection(kind=kind, severity=Strength.HIGH, detail=line.body[:40]) for kind in objections),
        urgency=Urgency.SOON,
        act=AdvisedAct.CONTINUE,
        channel=Channel.EMAIL,
        tone=Tone.WARM,
        reason="test",
        needs_human=False,
        hot=False,
        at_risk=False,
        layer="lexicon",
    )
    keep_analysis(line, told, actor="system:test")


def test_of_a_stranger_only_the_record_is_known(dana: Contact) -> None:
    memory = memory_of(dana)
    assert (memory.contact.name, memory.company and memory.company.name) == ("Dana Diaz", "Globex")
    assert (memory.organization.name, memory.conversation_summary) == ("Acme Analytics", "")
    assert (memory.interaction_count, memory.days_since_first_contact, memory.last_reply) == (0, None, None)
    assert (memory.overall_sentiment, memory.objections, memory.topics, memory.appointment) == (None, (), (), None)
    assert memory.told == ""


def test_the_whole_conversation_is_one_value(
    acme: Organization, alice: User, dana: Contact, they: Say, we: Say
) -> None:
    create_deal(acme, actor=alice, name="Expansion", contact=dana, amount=Decimal(9000))
    we("Hello Dana,\n\ncould we talk about your pipeline?", days=9)
    asked = they("How much is it for 40 seats?", days=7, intent="question", sentiment="neutral")
    understood(asked, Emotion.INTERESTED)
    we("She compares three vendors, and …", days=5, channel="voice", outcome="", summary="Compares three.")
    words = {"intent": "objection", "sentiment": "negative"}
    dear = they("That is too expensive. Thursday at 3 pm works for a call.", days=2, channel="sms", **words)
    understood(dear, Emotion.FRUSTRATED, ObjectionKind.PRICE)
    memory = memory_of(dana)
    assert memory.deal
    assert (memory.deal.name, memory.deal.amount) == ("Expansion", Decimal(9000))
    assert dict(memory.counts) == {"email": 2, "voice": 1, "sms": 1}
    assert (memory.interaction_count, memory.days_since_first_contact, memory.last_channel) == (4, 9, "sms")
    assert memory.last_call
    assert memory.last_call.summary == "Compares three."
    assert memory.last_reply
    assert (memory.last_reply.id, memory.last_reply.intent) == (dear.pk, "objection")
    assert memory.last_reply.emotion == "frustrated"
    assert memory.last_replies[Channel.EMAIL].text == "How much is it for 40 seats?"
    assert [(one.kind, one.interaction_id) for one in memory.objections] == [("price", dear.pk)]
    assert memory.appointment
    assert (memory.appointment.words, memory.appointment.interaction_id) == (
        "Thursday at 3 pm works for a call.", dear.pk,
    )  # fmt: skip
    assert memory.topics == ("price",)
    assert memory.overall_sentiment == Sentiment.NEGATIVE
    assert "How much is it for 40 seats?" in memory.conversation_summary
    assert "too expensive" in memory.told


def test_a_memory_cannot_be_changed(dana: Contact, they: Say) -> None:
    they("Hello?")
    memory = memory_of(dana)
    with pytest.raises(dataclasses.FrozenInstanceError):
        memory.conversation_summary = "Won."  # type: ignore[misc]
    with pytest.raises(TypeError):
        memory.counts[Channel.SMS] = 5  # type: ignore[index]


def test_a_thousand_are_remembered_in_as_many_queries_as_one(
    acme: Organization, alice: User, dana: Contact, they: Say, django_assert_num_queries: Callable[..., Any]
) -> None:
    they("How much is it?")
    others = [create_contact(acme, actor=alice, first_name=f"N{number}") for number in range(20)]
    for number, other in enumerate(others):
        they(f"I am number {number}?", whose=other)
    with django_assert_num_queries(6):
        found = memories_of([dana.pk, *(other.pk for other in others)])
    assert len(found) == 21
    assert all(found[other.pk].last_reply.text == f"I am number {n}?" for n, other in enumerate(others))  # type: ignore[union-attr]
    with django_assert_num_queries(1):
        assert memory_of(dana) == found[dana.pk]
    with django_assert_num_queries(0):
        assert memories_of([]) == {}


def test_machines_and_our_own_notes_are_no_conversation(dana: Contact, they: Say, we: Say) -> None:
    they("I am away until Monday.", outcome="out_of_office")
    we("Research done.", channel="system")
    memory = memory_of(dana)
    assert (memory.interaction_count, memory.last_reply, memory.conversation_summary) == (0, None, "")


@pytest.mark.parametrize(
    ("newest_first", "sentiment"),
    [
        ([], None),
        ([("", "")], None),
        ([("excited", ""), ("neutral", "")], "positive"),
        ([("angry", "negative"), ("interested", "positive"), ("interested", "positive")], "neutral"),
        ([("angry", "negative"), ("angry", ""), ("interested", "positive"), ("interested", "positive")], "negative"),
        ([("interested", "positive"), ("interested", "positive"), ("angry", ""), ("angry", "")], "positive"),
        ([("neutral", "neutral")], "neutral"),
    ],
)
def test_of_how_they_felt_the_recent_counts_more(newest_first: list[tuple[str, str]], sentiment: str | None) -> None:
    assert overall([(emotion or None, said) for emotion, said in newest_first]) == sentiment


def test_facts_that_hold_are_part_of_it_with_their_source(dana: Contact, they: Say) -> None:
    said = they("We have 20,000 EUR.")
    again = they("No, it is 30,000 EUR.")
    for line, value, doubted in ((said, "20,000 EUR", False), (again, "30,000 EUR", True)):
        finding = Finding(SlotKind.BUDGET, value, value, line, Manner.VOLUNTEERED, is_contradicted=doubted)
        remember(dana, [finding], read_by="offline", actor="agent:qualifier")
    (known,) = memory_of(dana).facts
    assert (known.kind, known.value, known.interaction_id, known.is_contradicted) == (
        "budget", "30,000 EUR", again.pk, True,
    )  # fmt: skip


def test_two_memories_become_one_and_two_again(acme: Organization, alice: User, dana: Contact, they: Say) -> None:
    twin = create_contact(acme, actor=alice, first_name="Dana", last_name="Dias")
    they("How much is it?", days=3)
    they("Is there a trial?", whose=twin, days=1)
    merge_contacts(dana, twin, actor=alice)
    memory = memory_of(dana)
    assert memory.interaction_count == 2
    assert "How much" in memory.conversation_summary
    assert "trial" in memory.conversation_summary
    assert Recap.objects.count() == 1
    undo_merge(Merge.objects.get(), actor=alice)
    assert "trial" not in memory_of(dana).conversation_summary
    assert "trial" in memory_of(Contact.objects.get(pk=twin.pk)).conversation_summary


def test_who_alone_was_heard_brings_the_recap_along(acme: Organization, alice: User, dana: Contact, they: Say) -> None:
    twin = create_contact(acme, actor=alice, first_name="Dana", last_name="Dias")
    they("Is there a trial?", whose=twin)
    merge_contacts(dana, twin, actor=alice)
    assert "trial" in memory_of(dana).conversation_summary
