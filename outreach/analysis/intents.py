"""From what a reply wants, by its class and by likeness, to the intent: nine words that say what comes next."""

import math
from collections.abc import Mapping

from crm.choices import Intent, ReplyClass
from outreach.replies.reading import ReplyReading

OF_CLASS = {
    ReplyClass.UNSUBSCRIBE: Intent.STOP,
    ReplyClass.REFERRAL: Intent.UNKNOWN,
    ReplyClass.OUT_OF_OFFICE: Intent.UNKNOWN,
    ReplyClass.INTERESTED: Intent.INTERESTED,
    ReplyClass.NOT_INTERESTED: Intent.NOT_INTERESTED,
    ReplyClass.QUESTION: Intent.QUESTION,
    ReplyClass.OBJECTION: Intent.OBJECTION,
    ReplyClass.RESCHEDULE: Intent.RESCHEDULE,
    ReplyClass.UNKNOWN: Intent.UNKNOWN,
}
# Where a class holds more than one intent: those that a reply of the class may have.
WITHIN = {
    Intent.INTERESTED: (Intent.INTERESTED, Intent.READY_TO_BUY, Intent.NEEDS_INFO),
    Intent.QUESTION: (Intent.QUESTION, Intent.NEEDS_INFO),
}
READER_SAYS = 0.5  # beside the models that know intents
LEAST = 1e-3  # nothing is impossible


def likeliest(by_class: Mapping[str, float], by_intent: Mapping[str, float]) -> tuple[Intent, float]:
    """The intent that class and likeness together make likeliest, and how likely it is."""
    backed = _backed(by_class)
    scores = {
        intent: math.log(chance + LEAST) + READER_SAYS * math.log(backed.get(intent, 0) + LEAST)
        for intent, chance in by_intent.items()
    }
    top = max(scores.values())
    odds = {intent: math.exp(score - top) for intent, score in scores.items()}
    best = max(odds, key=lambda intent: odds[intent])
    return Intent(best), odds[best] / sum(odds.values())


def of_reading(reading: ReplyReading, by_intent: Mapping[str, float]) -> Intent:
    """The intent of a class that is settled, refined where the class leaves a choice."""
    settled = OF_CLASS[reading.label]
    return max(WITHIN.get(settled, (settled,)), key=lambda intent: by_intent.get(intent, 0))


def _backed(by_class: Mapping[str, float]) -> dict[str, float]:
    """How far the classes speak for each intent."""
    summed: dict[Intent, float] = {}
    for label, chance in by_class.items():
        intent = OF_CLASS[ReplyClass(label)]
        summed[intent] = summed.get(intent, 0) + chance
    backed: dict[str, float] = {}
    for intent, chance in summed.items():
        for one in WITHIN.get(intent, (intent,)):
            backed[one] = max(backed.get(one, 0), chance)
    return backed
