"""What is understood of a message without any model, and what is advised."""

import pytest

from crm.choices import AdvisedAct, Channel, Emotion, Intent, ObjectionKind, SignalKind, Strength, Tone, Urgency
from outreach.analysis.analyze import analyze

pytestmark = pytest.mark.once


def test_a_buyer_in_a_hurry_is_hot_and_takes_the_fast_track() -> None:
    said = analyze("Where do I sign? Send me the contract today, we want to start on Monday.")
    assert (said.intent, said.hot, said.act) == (Intent.READY_TO_BUY, True, AdvisedAct.FAST_TRACK)
    assert said.urgency in (Urgency.IMMEDIATE, Urgency.SOON)
    assert SignalKind.CONTRACT in {signal.kind for signal in said.signals}
    assert {signal.strength for signal in said.signals} == {Strength.HIGH}


def test_an_objection_is_quoted_as_it_was_typed() -> None:
    said = analyze("Thanks, Tom. It's far too expensive for a Café like ours.")
    assert said.intent is Intent.OBJECTION
    assert said.act is AdvisedAct.ADDRESS
    objection = next(one for one in said.objections if one.kind is ObjectionKind.PRICE)
    assert objection.detail == "It's far too expensive for a Café like ours."
    assert objection.severity is Strength.MEDIUM


def test_a_wish_to_be_left_alone_closes_everything_and_says_which_layer_heard_it() -> None:
    said = analyze("Please remove me from your list and never write to me again.")
    assert (said.intent, said.urgency, said.act) == (Intent.STOP, Urgency.LOST, AdvisedAct.END)
    assert said.layer == "opt_out"
    assert not said.hot
    assert said.objections == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("You will hear from our lawyers about this.", "law"),
        ("I want to make a formal complaint about your sales rep.", "complaint"),
        ("You charged us twice for the same invoice again.", "billing"),
        ("Can I speak to a real person please?", "person"),
        ("Our customer data was visible to another company last night.", "incident"),
        ("Kann ich bitte mit einem Menschen sprechen statt mit einem Roboter?", "person"),
        ("Vous recevrez un courrier de notre avocat.", "law"),
        ("Nos han cobrado dos veces la misma factura.", "billing"),
    ],
)
def test_what_a_person_has_to_see_is_found_with_the_reason(text: str, why: str) -> None:
    said = analyze(text)
    assert said.needs_human
    assert why in said.why_a_person
    assert said.act is AdvisedAct.ESCALATE


@pytest.mark.parametrize(
    "text",
    [
        "Our lawyers need about two weeks to review the contract.",
        "What complaint rate do your customers see?",
        "How do you notify customers of a data breach?",
        "Sounds good, Tuesday at ten works.",
    ],
)
def test_the_topic_alone_calls_nobody(text: str) -> None:
    assert not analyze(text).needs_human


def test_words_that_they_quote_are_not_theirs() -> None:
    quoted = (
        "Works for me, Tuesday at ten.\n\nOn Mon, Tara wrote:\n> You said you would sue us over the invoice and cancel."
    )
    said = analyze(quoted)
    assert said.intent is Intent.INTERESTED
    assert not said.needs_human


def test_a_machine_feels_nothing_and_the_sequence_goes_on() -> None:
    said = analyze(
        "I am out of the office until 5 January. For urgent matters please contact reception.",
        headers={"Auto-Submitted": "auto-replied"},
    )
    assert (said.emotion, said.intent, said.act) == (Emotion.NEUTRAL, Intent.UNKNOWN, AdvisedAct.CONTINUE)
    assert said.layer == "header"


@pytest.mark.parametrize("text", ["", "   \n", "Thanks", "ok"])
def test_nothing_said_is_nothing_understood(text: str) -> None:
    said = analyze(text)
    assert (said.emotion, said.intent, said.urgency) == (Emotion.NEUTRAL, Intent.UNKNOWN, Urgency.FLEXIBLE)
    assert not any((said.needs_human, said.hot, said.at_risk))


def test_a_transcript_is_read_as_a_whole() -> None:
    said = analyze(["I like it.", "Still, it's too expensive for us."], channel=Channel.CHAT)
    assert ObjectionKind.PRICE in said.objection_kinds
    assert said.channel is Channel.CHAT


def test_who_asks_for_a_call_is_answered_by_telephone() -> None:
    said = analyze("Interesting. Please call me on my mobile next week, I don't like writing.")
    assert said.channel is Channel.VOICE_LIVE


def test_the_tone_follows_the_feeling() -> None:
    angry = analyze("This is outrageous! How dare you call my home at night. You are liars.")
    unsure = analyze("I'm not sure, I keep hesitating whether it's worth it.")
    assert (angry.emotion, angry.tone) == (Emotion.ANGRY, Tone.CALM)
    assert (unsure.emotion, unsure.tone) == (Emotion.HESITANT, Tone.REASSURING)


def test_a_huge_message_is_read_within_bounds() -> None:
    assert analyze("We had a long day. " * 20_000).intent in Intent
