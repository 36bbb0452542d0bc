"""What stands in the way of buying, and what shows that they mean to: each with weight and the words it stands in."""

import math
from collections.abc import Iterator

from crm.choices import Intent, ObjectionKind, SignalKind, Strength
from crm.understanding import BuyingSignal, Objection
from outreach.analysis.learned.model import YES
from outreach.analysis.marks import Said, where
from outreach.meaning.model import Chances

STATED = -0.5  # log odds from which an objection counts: a little less likely than not
OBJECTING_SAYS = 0.3  # how far it counts beside the type that the message objects or refuses at all
MOST_SAID = 3.0  # log odds that it may have in this
LIKELIEST = -1.0  # log odds that the likeliest type needs where the message objects and no type is sure
COMPLAINS = 0.5  # the chance of needing a person from which an objection is a complaint, which may have no type
NEVER_SURE = 1e-6
LONGEST_DETAIL = 300  # characters
MARKS_OF_OBJECTIONS = {kind: str(kind) for kind in ObjectionKind} | {ObjectionKind.URGENCY: "no_urgency"}
MARKS_OF_SIGNALS = {
    SignalKind.QUOTE: "quote",
    SignalKind.TRIAL: "trial",
    SignalKind.CONTRACT: "contract",
    SignalKind.START_DATE: "start",
    SignalKind.BUDGET: "budget",
    SignalKind.DECISION_MAKER: "decider",
    SignalKind.SUPPLIER_SETUP: "supplier",
}
OF_BUYERS = (SignalKind.CONTRACT, SignalKind.START_DATE, SignalKind.SUPPLIER_SETUP)
WARM = (Intent.INTERESTED, Intent.QUESTION, Intent.NEEDS_INFO)
SEVERITY = {Intent.NOT_INTERESTED: Strength.HIGH, Intent.STOP: Strength.HIGH, Intent.OBJECTION: Strength.MEDIUM}


def objections(marked: Said, likely: Chances, intent: Intent) -> Iterator[Objection]:
    """Every type that is stated. It weighs as much as it decides: most where they refuse, least where they go on."""
    if intent is Intent.STOP:
        return
    for kind in _stated(likely, intent):
        detail = where(marked, MARKS_OF_OBJECTIONS[kind])[:LONGEST_DETAIL]
        yield Objection(kind=kind, severity=SEVERITY.get(intent, Strength.LOW), detail=detail)


def _stated(likely: Chances, intent: Intent) -> list[ObjectionKind]:
    """The types that are likely enough; where the message objects and none is, the likeliest, unless it complains."""
    objecting = likely["intent"][Intent.OBJECTION] + likely["intent"][Intent.NOT_INTERESTED]
    backing = OBJECTING_SAYS * max(-MOST_SAID, min(MOST_SAID, _log_odds(objecting)))
    odds = {kind: _log_odds(likely[f"objections:{kind}"][YES]) for kind in ObjectionKind}
    stated = [kind for kind in odds if odds[kind] + backing >= STATED]
    if stated or intent is not Intent.OBJECTION or likely["needs_human"][YES] >= COMPLAINS:
        return stated
    best = max(odds, key=lambda kind: odds[kind])
    return [best] if odds[best] >= LIKELIEST else []


def _log_odds(chance: float) -> float:
    """The logarithm of the odds, for chances that are never quite 0 or 1."""
    known = max(NEVER_SURE, min(1 - NEVER_SURE, chance))
    return math.log(known / (1 - known))


def signals(marked: Said, intent: Intent) -> Iterator[BuyingSignal]:
    """Signs that the sender means to buy; who refuses gives none, and a contract is one only for who wants it."""
    if intent is not Intent.READY_TO_BUY and intent not in WARM:
        return
    for kind, mark in MARKS_OF_SIGNALS.items():
        if not marked.has(mark) or (kind in OF_BUYERS and not _means_to_buy(marked, intent)):
            continue
        strength = Strength.HIGH if intent is Intent.READY_TO_BUY else Strength.MEDIUM
        asked = strength is Strength.MEDIUM and not marked.states(mark) and kind is not SignalKind.QUOTE
        detail = where(marked, mark)[:LONGEST_DETAIL]
        yield BuyingSignal(kind=kind, strength=Strength.LOW if asked else strength, detail=detail)


def _means_to_buy(marked: Said, intent: Intent) -> bool:
    return intent is Intent.READY_TO_BUY or marked.has("buy")
