"""The question to a model about one message, what answers it when no model can, and how far its word goes.

The phrases come first: what they found of a wish to be left alone, or of a need for a person, no model can lift.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from crm.choices import Channel, Emotion, Intent, ObjectionKind, Urgency
from crm.understanding import EmotionalAnalysis, Objection
from outreach.analysis.advising import Read, with_advice
from outreach.analysis.findings import SEVERITY, WARM
from outreach.analysis.wording import CLOSED, analyze_words
from outreach.replies.classify import classify
from quotahit.llm.prompts import Prompt

BY_MODEL = "model"


class Judgement(BaseModel):
    """What a model thinks of a message."""

    emotion: Emotion
    confidence: float = Field(ge=0, le=1)
    intent: Intent
    objections: list[ObjectionKind] = Field(max_length=7)
    urgency: Urgency
    needs_human: bool
    at_risk: bool


def by_words(context: Mapping[str, Any]) -> Judgement:
    """The same judgement by phrases and examples alone."""
    words = analyze_words(context["text"], classify(context["text"]), Channel.EMAIL)
    return Judgement(
        emotion=words.emotion,
        confidence=words.confidence,
        intent=words.intent,
        objections=list(words.objection_kinds),
        urgency=words.urgency,
        needs_human=words.needs_human,
        at_risk=words.at_risk,
    )


ANALYZE_MESSAGE = Prompt(
    "outreach.analyze_message",
    Path(__file__).parents[1] / "prompts" / "analyze_message.md",
    offline=by_words,
    max_tokens=250,
)


def with_judgement(words: EmotionalAnalysis, told: Judgement, channel: Channel) -> EmotionalAnalysis:
    """The analysis with the model's word, within what the phrases leave open.

    A wish to be left alone that only the model hears is not obeyed unseen: a person reads the message.
    """
    hears_stop = told.intent is Intent.STOP
    means_to_buy = told.intent is Intent.READY_TO_BUY or told.intent in WARM
    read = Read(
        emotion=told.emotion,
        confidence=told.confidence,
        intent=told.intent,
        urgency=_urgency(words, told),
        layer=BY_MODEL,
        objections=() if hears_stop else _objections(words, told),
        signals=words.signals if means_to_buy else (),
        why_a_person=words.why_a_person or ((BY_MODEL,) if told.needs_human or hears_stop else ()),
        at_risk=words.at_risk or told.at_risk,
    )
    return with_advice(read, channel, words.channel)


def _objections(words: EmotionalAnalysis, told: Judgement) -> tuple[Objection, ...]:
    """The types that the model names, with the sender's words where the phrases found them too."""
    details = {objection.kind: objection.detail for objection in words.objections}
    severity = SEVERITY.get(told.intent, SEVERITY[Intent.OBJECTION])
    return tuple(
        Objection(kind=kind, severity=severity, detail=details.get(kind, ""))
        for kind in ObjectionKind
        if kind in told.objections
    )


def _urgency(words: EmotionalAnalysis, told: Judgement) -> Urgency:
    """Closed where they refuse, and only there."""
    if told.intent in CLOSED:
        return Urgency.LOST
    if told.urgency is not Urgency.LOST:
        return told.urgency
    return words.urgency if words.urgency is not Urgency.LOST else Urgency.FLEXIBLE
