"""From what was done in a reply to its class: the first rule that fits, in the order of the definitions."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crm.choices import ReplyClass
from outreach.replies.acts import Said

OBSTACLES = (
    "price",
    "timing",
    "not_now",
    "competitor",
    "authority",
    "need",
    "trust",
    "urgency",
    "blocking",
    "reproach",
)


ORDERS_TO_SOFTWARE = re.compile(
    r"\b(ignore|disregard|forget|override) (all |any |the |your |of |my |these )*(previous|prior|earlier|above) "
    r"(instruction|prompt|rule|message|order)s?\b|\byou are now (in|a|an) .{0,20}\bmode\b|\b(your|the) system prompt\b"
)


@dataclass(frozen=True)
class Verdict:
    label: ReplyClass
    confidence: float
    reason: str


def says_nothing(said: Said) -> bool:
    """Emoji, a bare signature, thanks and receipts alone, or orders to software, which are no wish of the sender's."""
    told = [
        number
        for number, part in enumerate(said.sentences)
        if re.search(r"\w", part) and not ORDERS_TO_SOFTWARE.search(part)
    ]
    return {act.sentence for act in said.all("ack")}.issuperset(told)


def decide(said: Said) -> Verdict:
    """The class of a reply that no person wants out of and no machine wrote."""
    for rule in RULES:
        for verdict in rule(said):
            return verdict
    return Verdict(ReplyClass.UNKNOWN, 0.5, "nothing_told")


def _wrong(said: Said) -> Iterator[Verdict]:
    if said.has("wrong") and not said.has("referral", "accept", "refusal"):
        yield Verdict(ReplyClass.UNKNOWN, 0.7, "wrong_person")


def _referral(said: Said) -> Iterator[Verdict]:
    circles = {act.sentence for act in said.all("own_circle")}
    asked = {act.sentence for act in said.all("question") if said.asks(act.sentence)}
    routes = [act for act in said.all("referral") if act.sentence not in circles | asked]
    if routes or (said.has("not_me") and said.has("route")):
        yield Verdict(ReplyClass.REFERRAL, 0.85 if said.has("not_me") else 0.7, "names_another")


def _reschedule(said: Said) -> Iterator[Verdict]:
    if said.has("reschedule"):
        yield Verdict(ReplyClass.RESCHEDULE, 0.85, "moves_meeting")
    elif said.has("later"):
        yield Verdict(ReplyClass.RESCHEDULE, 0.75, "invites_later")


def _refusal(said: Said) -> Iterator[Verdict]:
    if said.states("refusal") and not said.has("condition"):
        yield Verdict(ReplyClass.NOT_INTERESTED, 0.8, "refuses")
    elif said.has("cancel"):
        yield Verdict(ReplyClass.NOT_INTERESTED, 0.7, "cancels")


def _acceptance(said: Said) -> Iterator[Verdict]:
    if said.has("accept"):
        yield Verdict(ReplyClass.INTERESTED, 0.8, "takes_a_step")


def _obstacle(said: Said) -> Iterator[Verdict]:
    for name in OBSTACLES:
        if said.states(name) or (name == "reproach" and said.has(name)):
            yield Verdict(ReplyClass.OBJECTION, 0.7, name)


def _question(said: Said) -> Iterator[Verdict]:
    if any(part.endswith("?") for part in said.sentences) or said.has("question"):
        yield Verdict(ReplyClass.QUESTION, 0.7, "asks")


def _praise(said: Said) -> Iterator[Verdict]:
    if said.has("praise"):
        yield Verdict(ReplyClass.INTERESTED, 0.5, "praises")


RULES: tuple[Callable[[Said], Iterator[Verdict]], ...] = (
    _wrong, _referral, _reschedule, _refusal, _acceptance, _obstacle, _question, _praise,
)  # fmt: skip
