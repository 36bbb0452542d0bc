"""What the prospect needs the product for."""

import re
from collections.abc import Iterator

from agents.qualifier.hearing import Heard, Hearing
from agents.qualifier.slots import Evidence, Settled, Slot, settle, told

FEWEST_WORDS, LONGEST = 3, 160
PAIN, USE, ANSWER, CONFIRMED = 0.9, 0.75, 0.6, 0.5
SHORTEST_ANSWER = 4  # words
# How an answer begins that tells of somebody else, promises, or asks back.
NO_ANSWER = re.compile(
    r"(?:but |and |well )*(?:he|she|its for|it is for|i (?:could|can|will|would|wont|cant|am|"
    r"just)|thanks|thank|how|what|who|combien|"
    r"quand|comment|wie|wer|was|cuanto\w*|como|that|this|where|when|please)\b"
)
NO_ANSWERS = (
    "need_vague",
    "rival_none",
    "rival_none_asked",
    "deny",
    "when_not",
    "asap",
    "timeline_vague",
    "open_answer",
    "no_answer",
    "party",
    "stage_decision",
)
OTHER_BUSINESS = (
    "budget_have",
    "budget_none",
    "budget_vague",
    "self_decides",
    "other_decides",
    "agreed",
    "refuses",
    "not_buyer",
    "signing_limit",
)


def read_need(hearing: Hearing) -> Settled:
    """The statement that tells of it best; said once that there is none, the later word counts."""
    found = [*_stated(hearing), *_confirmed(hearing)]
    if not found:
        vague = list(_vague(hearing))
        return settle(vague, lambda one, other: True) if vague else Settled(Slot())
    best = max(found, key=lambda one: one.confidence)
    denied = [one for one in hearing.counting if denies(one)]
    if denied:
        later = [one for one in found if one.turn > denied[-1].turn or one.confidence >= PAIN]
        if not later:
            return Settled(Slot())
        best = max(later, key=lambda one: one.confidence)
    return settle([best], lambda one, other: True)


def _confirmed(hearing: Hearing) -> Iterator[Evidence]:
    """A need that the rep has summed up and the prospect confirms."""
    for turn in hearing.prospect_turns():
        for statement in hearing.confirmed(turn):
            if (
                Heard(hearing.as_own(statement), True, False).does("pain", "use", "acting")
                and not statement.dates
                and not statement.amounts
            ):
                words = hearing.confirming(turn)
                yield Evidence(_clipped(statement.text), words.quote, turn, "asked", None, False, False, CONFIRMED)


def denies(one: Heard) -> bool:
    """Whether they say that they need nothing."""
    return one.does("no_need") and not one.does("pain")


def last_denial(hearing: Hearing) -> Heard | None:
    """The word that there is no need, where nothing later tells of one."""
    denials = [one for one in hearing.counting if denies(one)]
    if not denials:
        return None
    needs = [one.turn for one in _stated(hearing) if one.confidence >= PAIN or one.turn > denials[-1].turn]
    return None if needs else denials[-1]


def _stated(hearing: Hearing) -> Iterator[Evidence]:
    for one in hearing.counting:
        asked = hearing.asked(one.turn, "need") or hearing.asked_openly(one.turn)
        sure = _sureness(one, asked)
        if sure:
            how = told(asked)
            yield Evidence(
                _clipped(one.statement.text), one.statement.quote, one.turn, how, None, one.corrects, False, sure
            )


def _sureness(one: Heard, asked: bool) -> float:
    """How surely a statement tells of a need, 0 when it does not."""
    if len(one.statement.sentence.split()) < FEWEST_WORDS or one.does("need_not", "no_need", "refuses", "not_buyer"):
        return 0
    if one.does("pain"):
        return PAIN if not one.does("budget_none") else 0
    if one.does(*OTHER_BUSINESS):
        return 0
    if one.does("use"):
        return USE
    says_nothing = one.does(*NO_ANSWERS) or NO_ANSWER.match(one.plain) or one.statement.amounts or one.statement.dates
    is_answer = asked and not says_nothing and len(one.plain.split()) >= SHORTEST_ANSWER
    return ANSWER if is_answer else 0


def _vague(hearing: Hearing) -> Iterator[Evidence]:
    for one in hearing.counting:
        if one.does("need_vague") and not one.does("no_need", "refuses"):
            how = told(hearing.asked(one.turn, "need"))
            yield Evidence(_clipped(one.statement.text), one.statement.quote, one.turn, how, None, False, True, 0.5)


def _clipped(text: str) -> str:
    text = text.rstrip(" ,;:–-")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
