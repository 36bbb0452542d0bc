"""Writing one message of the qualifier: it answers first, then asks one thing, and says nothing that is not approved.

A model or, without one, rules write the answer; the frame and the last word on the question are the code's. What the
message claims is checked as any answer of an agent is: agents/outreach/claims.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from agents.knowledge.finding import Passage, find, rank, stems
from agents.outreach.answers import FEW
from agents.outreach.claims import Doubt, Knowledge, doubts
from agents.qualifier.questions import language_in
from agents.qualifier.talking.heard import Heard, Matter, questions_in
from agents.qualifier.talking.mood import Mood
from agents.qualifier.talking.wording import Voice
from crm.price_list import PriceLine
from outreach.blanks import blank
from quotahit.accounts.models import Organization
from quotahit.llm.ask import ask
from quotahit.llm.prompts import Prompt

MOST_ANSWERS = 3
MOST_PASSAGES = 12  # that a model is shown
LONGEST_QUESTION = 250
MANNERS = {
    Mood.USUAL: "plain and kind, as one person to another",
    Mood.SORRY: "short and plain, with one honest apology",
    Mood.CLEAR: "short and in simple words: they did not understand us",
    Mood.EASY: "short and without any push: they hesitate",
}
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Selling:
    """What the organization gave its agents to know."""

    company: str
    sender: str
    product: str = ""
    description: str = ""
    website: str = ""
    calendar_link: str = ""
    prices: tuple[PriceLine, ...] = ()
    passages: tuple[Passage, ...] = ()  # in every language
    here: tuple[Passage, ...] = ()  # those in the language of the talk

    def facts(self) -> list[str]:
        """What it says of itself, beside entries and prices."""
        return [one for one in (self.product, self.description, self.website, self.calendar_link) if one]


@dataclass(frozen=True)
class Brief:
    """What a message is to be made of."""

    voice: Voice
    selling: Selling
    text: str = ""  # theirs
    history: str = ""
    first_name: str = ""
    name: str = ""
    mood: Mood = Mood.USUAL
    is_letter: bool = True  # with a greeting and a closing line, as their own messages have a subject
    has_told: bool = False  # they told something that we wanted to know
    objections: tuple[str, ...] = ()  # in their words
    question: str = ""  # what is to be asked, "" for nothing
    wants_meeting: bool = False  # to be asked for a call: they are qualified
    ours: tuple[str, ...] = ()  # what we wrote to them before
    names: tuple[str, ...] = ()

    @property
    def asked(self) -> list[Heard]:
        return questions_in(self.text)

    @property
    def next_step(self) -> str:
        """The way to a call, where they asked for one or are ready for one."""
        if not (self.wants_meeting or any(one.matter is Matter.MEETING for one in self.asked)):
            return ""
        link = self.selling.calendar_link
        return self.voice.says("link", link=link) if link else self.voice.says("times")


class Words(BaseModel):
    """The middle of a message: what it answers, and how it asks."""

    body: str = Field(default="", max_length=2500)
    question: str = Field(default="", max_length=600)


@dataclass(frozen=True)
class Message:
    """What is to be sent, by whom it was written and why, and what is doubtful in it."""

    body: str
    doubts: list[Doubt]
    asks: bool  # whether it holds the question that was to be asked
    by: str = "offline"
    why: str = ""
    call_id: int | None = None
    entries: list[int] = field(default_factory=list)  # of the knowledge, that it says word by word


def write(organization: Organization, brief: Brief, *, about: tuple[str, int]) -> Message:
    """Write the reply that the brief calls for. Asks a model, so never within a transaction."""
    near = _near(brief)
    context = {
        "brief": brief,
        "knowledge": _shown(brief.selling, near),
        "question": brief.question,
        "manner": MANNERS.get(brief.mood, MANNERS[Mood.USUAL]),
        "history": brief.history,
        "text": brief.text,
    }
    answer = ask(organization, WRITE_REPLY, context, Words, subject=about)
    is_model = answer.by == "model"
    allowed = near if is_model else brief.selling.here
    knowledge = knowledge_of(brief, allowed, WRITE_REPLY.render(context).system if is_model else "")
    words = _bounded(answer.value, brief, knowledge) if is_model else answer.value
    body = _whole(words, brief)
    return Message(
        body=body,
        doubts=doubts(body, knowledge),
        asks=bool(words.question),
        by=answer.by,
        why=answer.why,
        call_id=answer.call_id,
        entries=[one.source for one in allowed if one.source and one.answer in body],
    )


def come_back(brief: Brief) -> str:
    """The message that takes up a conversation in which nobody answered."""
    return _whole(Words(body=brief.voice.says("back"), question=brief.question), brief)


def knowledge_of(brief: Brief, near: Sequence[Passage], instructions: str = "") -> Knowledge:
    """What a message may be made of: our own phrases and words of before, the profile, the entries and the prices."""
    selling = brief.selling
    entries = [part for passage in near for part in (passage.question, passage.answer) if part]
    return Knowledge(
        approved=(*brief.voice.phrases(), brief.question, *selling.facts(), selling.company, *entries, *brief.ours),
        prices=selling.prices,
        names=(selling.company, selling.sender, *brief.names),
        instructions=instructions,
    )


def _near(brief: Brief) -> list[Passage]:
    """The entries that have to do with their message, the nearest first."""
    return [passage for passage, _ in rank(stems(brief.text), brief.selling.passages)][:MOST_PASSAGES]


def _shown(selling: Selling, near: Sequence[Passage]) -> str:
    prices = [f"Price: {line.said}" for line in selling.prices]
    return "\n".join([f"We are {selling.company}.", *selling.facts(), *prices, *(passage.said for passage in near)])


def _bounded(words: Words, brief: Brief, knowledge: Knowledge) -> Words:
    """A model's words as far as they are its to choose: it asks in the body nothing, and in the question ours."""
    body = "\n".join(_without_questions(line) for line in words.body.splitlines())
    question = " ".join(words.question.split())
    is_ours = (
        bool(question) and question.count("?") == 1 and question.endswith("?") and len(question) <= LONGEST_QUESTION
    )
    if not brief.question or not is_ours or doubts(question, knowledge):
        question = brief.question
    return Words(body=body.strip(), question="" if _ends_asking(brief.next_step) else question)


def _without_questions(line: str) -> str:
    return " ".join(sentence for sentence in _SENTENCE.split(line) if not sentence.rstrip().endswith("?"))


def _whole(words: Words, brief: Brief) -> str:
    """The message with its frame. The way to a call stands where a question would, and in place of one if it asks."""
    step = brief.next_step
    question = "" if _ends_asking(step) else words.question
    parts = [words.body.strip(), step, question]
    if brief.is_letter:
        closing = f"{brief.voice.says('closing')}\n{brief.selling.sender}"
        parts = [brief.voice.greets(brief.first_name, brief.name), *parts, closing]
    return "\n\n".join(part for part in parts if part)


def _ends_asking(text: str) -> bool:
    return text.endswith("?")


def by_rules(context: Mapping[str, Any]) -> Words:
    """The same without a model: entries and prices as they stand, and a blank for a person where none answers."""
    brief: Brief = context["brief"]
    answers = list(dict.fromkeys(_answers(brief)))
    question = "" if _ends_asking(brief.next_step) else brief.question
    return Words(body="\n\n".join(part for part in (_opening(brief), *answers) if part), question=question)


def _opening(brief: Brief) -> str:
    voice = brief.voice
    if brief.mood is Mood.SORRY:
        return voice.says("sorry")
    if brief.mood is Mood.CLEAR:
        return voice.says("clear")
    if brief.has_told:
        return voice.says("told", turn=len(brief.ours))
    return voice.says("open" if brief.objections and not brief.asked else "thanks", turn=len(brief.ours))


def _answers(brief: Brief) -> list[str]:
    """An answer to each thing they asked or held against us."""
    asked = [one for one in brief.asked if one.matter is not Matter.MEETING][:MOST_ANSWERS]
    found = [_answer(one, brief) or blank("Answer the question") for one in asked]
    if not asked and brief.objections:
        met = [passage.answer for one in brief.objections if (passage := _found(one, brief))]
        return met or ([] if brief.has_told else [blank("Answer the concern")])
    return found


def _answer(one: Heard, brief: Brief) -> str:
    selling = brief.selling
    if one.matter is Matter.PRICE and 0 < len(selling.prices) <= FEW:
        return "\n".join(line.said for line in selling.prices)
    passage = _found(one.text, brief)
    if passage is None and one.matter is Matter.WHAT:
        return _what_we_sell(brief)
    return passage.answer if passage else ""


def _found(text: str, brief: Brief) -> Passage | None:
    selling = brief.selling
    return find(text, selling.here, ignoring=(selling.company, selling.product))


def _what_we_sell(brief: Brief) -> str:
    """What the profile says of the offer, to who writes in its language."""
    said = brief.selling.description
    return said if said and language_in(said) == brief.voice.language else ""


WRITE_REPLY = Prompt(
    "qualifier.write_reply", Path(__file__).parent.parent / "prompts" / "write_reply.md", offline=by_rules
)
