"""How near a lead is to buying, from 0 to 100, with its why. Pure."""

from pathlib import Path
from typing import NamedTuple

from compliance.folding import fold
from compliance.phrases import compile_phrases
from crm.choices import ReplyClass
from quotahit.yaml_files import read_yaml

_LEXICON = read_yaml(Path(__file__).parent / "buying.yaml")
ASKS_TO_BUY = compile_phrases(_LEXICON["asks_to_buy"])
NOT_YET = compile_phrases(_LEXICON["not_yet"])
BUYING = 90
BY_REPLY = {
    ReplyClass.INTERESTED: (70, "Wants a next step."),
    ReplyClass.QUESTION: (50, "Asked a question."),
    ReplyClass.OBJECTION: (35, "Named an obstacle."),
    ReplyClass.RESCHEDULE: (30, "Asked for another time."),
    ReplyClass.REFERRAL: (20, "Named somebody else."),
    ReplyClass.NOT_INTERESTED: (0, "Declined."),
    ReplyClass.UNSUBSCRIBE: (0, "Asked to be left alone."),
}
MAY_BUY = (ReplyClass.INTERESTED, ReplyClass.QUESTION)
MOST_WITHOUT_WORDS = 40  # clicks and visits alone


class Intent(NamedTuple):
    level: int
    reason: str


def intent_of(label: str, text: str, engagement: int) -> Intent:
    """By the last reply (its class and its words), else by what the lead did with our messages."""
    if label in MAY_BUY and _asks_to_buy(text):
        return Intent(BUYING, "Asks to buy.")
    if label in BY_REPLY:
        return Intent(*BY_REPLY[ReplyClass(label)])
    return Intent(min(engagement, MOST_WITHOUT_WORDS), f"Has not answered; engagement {engagement}.")


def _asks_to_buy(text: str) -> bool:
    plain = fold(text)
    return bool(ASKS_TO_BUY.search(plain)) and not NOT_YET.search(plain)
