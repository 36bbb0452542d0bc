"""The question to a model about a talk, what answers without one, and the check that no answer goes round."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from agents.qualifier.hearing import Hearing
from agents.qualifier.money import find_amounts
from agents.qualifier.questions import next_question
from agents.qualifier.reading import Reading, read_talk
from agents.qualifier.slots import SLOTS, UNCLEAR, VAGUE, Slot
from agents.qualifier.talks import Talk
from agents.qualifier.verdict import Verdict
from crm.choices import LeadVerdict
from quotahit.accounts.models import Organization
from quotahit.llm.ask import Answer, ask
from quotahit.llm.prompts import Prompt

NEEDED = ("need", "budget", "authority", "timeline")  # for a qualified lead


class SlotAnswer(BaseModel):
    """One of the five as it was answered; blank is "not stated"."""

    value: str = Field(default="", max_length=400)
    quote: str = Field(default="", max_length=2000)
    how: Literal["asked", "volunteered", ""] = ""
    contradicted: bool = False
    confidence: float = Field(default=0.5, ge=0, le=1)


class TalkAnswer(BaseModel):
    """The whole answer. `evidence` are the prospect's words that disqualify them."""

    budget: SlotAnswer = SlotAnswer()
    authority: SlotAnswer = SlotAnswer()
    need: SlotAnswer = SlotAnswer()
    timeline: SlotAnswer = SlotAnswer()
    competition: SlotAnswer = SlotAnswer()
    verdict: LeadVerdict = LeadVerdict.NURTURE
    reason: str = Field(default="", max_length=1000)
    evidence: str = Field(default="", max_length=2000)


def by_phrases(context: Mapping[str, Any]) -> TalkAnswer:
    """The same answer by phrases alone."""
    reading = read_talk(context["talk"])
    slots = {
        name: SlotAnswer(
            value=slot.value[:400],
            quote=slot.quote[:2000],
            how=slot.how,
            contradicted=slot.contradicted,
            confidence=slot.confidence,
        )
        for name, slot in reading.slots.items()
    }
    judged = {"verdict": reading.verdict.label, "reason": reading.verdict.reason[:1000]}
    return TalkAnswer.model_validate({**slots, **judged})


READ_TALK = Prompt("qualifier.read_talk", Path(__file__).parent / "prompts" / "read_talk.md", offline=by_phrases)


def judge_talk(organization: Organization, talk: Talk, *, about: tuple[str, int]) -> tuple[Reading, Answer[TalkAnswer]]:
    """The reading of a talk by the organization's model, or without one by phrases. Never call it in a transaction."""
    answer = ask(organization, READ_TALK, _question(talk), TalkAnswer, subject=about)
    reading = read_talk(talk) if answer.by == "offline" else checked(answer.value, talk)
    return reading, answer


def checked(answer: TalkAnswer, talk: Talk) -> Reading:
    """What of a model's answer the talk itself bears out: quotes that were written, sums that were named."""
    hearing = Hearing(talk)
    slots = {name: _checked_slot(name, getattr(answer, name), talk, hearing) for name in SLOTS}
    verdict = _checked_verdict(answer, slots, talk)
    ends = verdict.label == LeadVerdict.DISQUALIFIED
    return Reading(slots, verdict, "" if ends else next_question(talk, slots))


def _checked_slot(name: str, given: SlotAnswer, talk: Talk, hearing: Hearing) -> Slot:
    turn = _turn_of(given.quote, talk)
    if not given.value.strip() or turn is None:
        return Slot()
    if name == "budget" and not _sums_are_named(given, talk, turn):
        return Slot()
    if name != "competition" and _is_apart(given.quote, turn, hearing):
        return Slot()
    how = given.how or "volunteered"
    return Slot(given.value.strip(), given.quote, how, given.contradicted, round(given.confidence, 2), turn)


def _turn_of(quote: str, talk: Talk) -> int | None:
    """The prospect's turn in which the quote stands letter by letter."""
    if not quote.strip():
        return None
    return next((n for n, turn in enumerate(talk.turns) if turn.is_prospect and quote in turn.text), None)


def _is_apart(quote: str, turn: int, hearing: Hearing) -> bool:
    """Whether all that the quote is made of is about somebody else, or otherwise no word on their own purchase."""
    said = [one for one in hearing.heard if one.turn == turn]
    meant = [one for one in said if one.statement.text in quote or quote in one.statement.text]
    return bool(meant) and not any(one.counts for one in meant)


def _sums_are_named(given: SlotAnswer, talk: Talk, turn: int) -> bool:
    """Whether the sums of a value stand in its quote, or in what the rep said right before it."""
    if given.value.startswith((VAGUE, UNCLEAR)):
        return True
    before = [one.text for one in talk.turns[max(0, turn - 2) : turn] if not one.is_prospect]
    named = set(_numbers(given.quote)) | {number for text in before for number in _numbers(text)}
    return all(number in named for number in _numbers(given.value))


def _numbers(text: str) -> Iterator[Decimal]:
    for amount in find_amounts(text, bare=True):
        yield from (amount.low, amount.high)


def _checked_verdict(answer: TalkAnswer, slots: Mapping[str, Slot], talk: Talk) -> Verdict:
    reason = " ".join(answer.reason.split())
    if answer.verdict == LeadVerdict.DISQUALIFIED and _turn_of(answer.evidence, talk) is None:
        return Verdict(LeadVerdict.NURTURE, "unproven", f"Nothing that they wrote bears out: {reason}")
    open_ones = [name for name in NEEDED if not slots[name].is_clear]
    if answer.verdict == LeadVerdict.QUALIFIED and open_ones:
        return Verdict(LeadVerdict.NURTURE, "unproven", f"Not borne out by what they wrote: {', '.join(open_ones)}.")
    return Verdict(answer.verdict, "model", reason)


def _question(talk: Talk) -> dict[str, Any]:
    said = "\n\n".join(f"{'PROSPECT' if turn.is_prospect else 'REP'}: {_flat(turn.text)}" for turn in talk.turns)
    seller = talk.seller
    return {
        "talk": talk,
        "today": talk.started or "",
        "product": seller.product or "not told",
        "fit": seller.fit or "not told",
        "smallest_deal": str(seller.smallest_deal) if seller.smallest_deal else "no line is drawn",
        "said": said,
    }


def _flat(text: str) -> str:
    """Without lines that look like the beginning of somebody else's turn."""
    return re.sub(r"(?m)^(PROSPECT|REP):", r"\1 -", text)
