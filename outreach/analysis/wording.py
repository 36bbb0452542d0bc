"""The offline analysis of a message: the class that the reader of replies finds, the marks, and the learned models."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.choices import Channel, Emotion, Intent, ReplyClass, Urgency
from crm.understanding import EmotionalAnalysis
from outreach.analysis.advising import Read, channel_asked_for, with_advice
from outreach.analysis.findings import objections, signals
from outreach.analysis.flags import is_at_risk, why_a_person
from outreach.analysis.intents import likeliest, of_reading
from outreach.analysis.learned.features import features
from outreach.analysis.learned.model import chances
from outreach.analysis.marks import Said, read_marks
from outreach.analysis.own_words import in_own_words
from outreach.meaning.model import Chances
from outreach.replies.acts import read_acts
from outreach.replies.deciding import decide, says_nothing
from outreach.replies.learned.model import chances as class_chances
from outreach.replies.reading import BY_A_PERSON, CERTAIN_ENOUGH, ReplyReading

SETTLED = ("header", "opt_out", "model", BY_A_PERSON)  # layers whose class is not weighed against likeness any more
CLOSED = (Intent.STOP, Intent.NOT_INTERESTED)
BY_WORDS = "lexicon"


@dataclass(frozen=True)
class Heard:
    """A message, and what the models make of it."""

    text: str
    said: Said
    marked: Said
    likely: Chances
    label: str  # the class that the ordered rules name


def hear(text: str) -> Heard:
    """What is done and shown in a message, and how likely each answer is."""
    said = read_acts(text)
    marked, label = read_marks(said.sentences), decide(said).label
    return Heard(text, said, marked, chances(text, features(text, said, marked, label)), label)


def analyze_words(text: str, reading: ReplyReading, channel: Channel) -> EmotionalAnalysis:
    """The analysis of a message by its words; `reading` is its class."""
    heard = hear(text)
    is_machine = reading.label is ReplyClass.OUT_OF_OFFICE or reading.layer == "header"
    if is_machine or (says_nothing(heard.said) and reading.layer != "opt_out"):
        return _nothing_said(reading, channel, is_machine=is_machine)
    intent = _intent(heard, reading)
    emotion, confidence = _likeliest(heard.likely["emotion"])
    read = Read(
        emotion=Emotion(emotion),
        confidence=confidence,
        intent=intent,
        urgency=_urgency(heard.likely["urgency"], intent),
        layer=reading.layer if reading.layer in SETTLED else BY_WORDS,
        objections=tuple(objections(heard.marked, heard.likely, intent)),
        signals=tuple(signals(heard.marked, intent)),
        why_a_person=why_a_person(heard.marked, heard.likely, wants_out=intent is Intent.STOP),
        at_risk=is_at_risk(heard.likely),
    )
    return in_own_words(with_advice(read, channel, channel_asked_for(heard.marked, channel)), text)


def _intent(heard: Heard, reading: ReplyReading) -> Intent:
    """What a settled class comes to; else what words and likeness make likeliest, a sure opt-out before anything."""
    by_intent = heard.likely["intent"]
    is_sure_stop = reading.label is ReplyClass.UNSUBSCRIBE and reading.confidence >= CERTAIN_ENOUGH
    if reading.layer in SETTLED or is_sure_stop:
        return of_reading(reading, by_intent)
    return likeliest(class_chances(heard.text, heard.said, heard.label), by_intent)[0]


def _urgency(by_urgency: Mapping[str, float], intent: Intent) -> Urgency:
    """Closed where they refuse, and only there."""
    if intent in CLOSED:
        return Urgency.LOST
    likely = {name: chance for name, chance in by_urgency.items() if name != Urgency.LOST}
    return Urgency(_likeliest(likely)[0])


def _nothing_said(reading: ReplyReading, channel: Channel, *, is_machine: bool) -> EmotionalAnalysis:
    """A machine's message, or a bare receipt: no feeling, no wish."""
    read = Read(
        emotion=Emotion.NEUTRAL,
        confidence=reading.confidence,
        intent=Intent.UNKNOWN,
        urgency=Urgency.FLEXIBLE,
        layer=reading.layer,
        is_machine=is_machine,
    )
    return with_advice(read, channel, channel)


def _likeliest(likely: Mapping[str, float]) -> tuple[str, float]:
    best = max(likely, key=lambda name: likely[name])
    return best, likely[best]
