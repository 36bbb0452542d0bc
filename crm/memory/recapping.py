"""Making the recap of the last ten lines: by rules in the words that were said, by a model where there is one.

What a model writes is plain text of a bounded length, its topics come from our list, its appointment must be a piece of
what they said, and a figure that nobody named makes the whole answer worthless.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from pydantic import BaseModel, Field

from compliance.folding import fold
from crm.choices import Channel, Topic
from crm.memory.gist import LONGEST as LONGEST_GIST
from crm.memory.gist import WRITTEN, gist, opening
from crm.memory.plain import cut, plain
from crm.memory.words import folded_sentences, is_appointment, is_command, sentences, topics_in
from crm.models import Interaction
from quotahit.llm.prompts import Prompt

LAST = 10  # lines
TOLD = 3  # of them that the rules retell
LONGEST = 700
LONGEST_APPOINTMENT = 200
_FIGURE = re.compile(r"\d[\d.,:]*")


@dataclass(frozen=True)
class Said:
    """One line of the conversation as it is summed up; `number` is its place, from 1 on."""

    number: int
    id: int
    channel: str
    is_theirs: bool
    at: datetime
    body: str
    summary: str

    @property
    def gist(self) -> str:
        return self.summary or self.made

    @property
    def made(self) -> str:
        """The summary that the rules make of it."""
        return summary_of(self.channel, self.is_theirs, self.body)


class Summed(BaseModel):
    """One line in a sentence or two."""

    number: int
    summary: str = Field(max_length=600)


class Recapped(BaseModel):
    """What the last lines come to."""

    summary: str = Field(max_length=2000)
    topics: list[Topic] = Field(default_factory=list, max_length=len(Topic))
    appointment: str = Field(default="", max_length=500)  # exactly as they said it
    appointment_in: int | None = None  # the number of its line
    lines: list[Summed] = Field(default_factory=list, max_length=LAST)


def summary_of(channel: str, is_theirs: bool, body: str) -> str:
    """The sentence or two that stand with a line when it is written; "" for calls and meetings."""
    if channel not in WRITTEN or not body:
        return ""
    return gist(body) if is_theirs else opening(body)


def said_in(rows: Sequence[Interaction]) -> list[Said]:
    """The lines, oldest first, as they are summed up."""
    return [
        Said(number, row.pk, row.channel, row.is_theirs, row.at, row.body, row.summary)
        for number, row in enumerate(rows, 1)
    ]


def by_rules(said: Sequence[Said]) -> Recapped:
    """The newest lines in their own words, what they are about, and the last meeting that they spoke of."""
    theirs = [line for line in said if line.is_theirs]
    told = theirs[-TOLD:]
    if said and not said[-1].is_theirs:
        told = [*told, said[-1]]
    heard = [(line, sentence, folded) for line in theirs for sentence, folded in folded_sentences(line.body)]
    meetings = [(line, sentence) for line, sentence, folded in heard if is_appointment(folded)]
    line, words = meetings[-1] if meetings else (None, "")
    found = {topic for _, _, folded in heard for topic in topics_in(folded)}
    return Recapped(
        summary=cut(" ".join(_told(each) for each in told if each.gist), LONGEST),
        topics=[topic for topic in Topic if topic in found],
        appointment=cut(words, LONGEST_APPOINTMENT),
        appointment_in=line.number if line else None,
    )


def checked(answer: Recapped, said: Sequence[Said]) -> Recapped | None:
    """A model's answer as far as it may stand; None where it tells what nobody said."""
    summary = _clean(answer.summary)
    if not summary or not _figures(summary) <= _figures(*_sources(said)):
        return None
    lines = {line.number: line for line in said}
    kept = [
        Summed(number=one.number, summary=cut(text, LONGEST_GIST))
        for one in answer.lines
        if one.number in lines and (text := _clean(one.summary)) and _figures(text) <= _figures(lines[one.number].body)
    ]
    rules = by_rules(said)
    words = plain(answer.appointment)[:LONGEST_APPOINTMENT]
    named = lines.get(answer.appointment_in or 0)
    is_said = bool(words and named and named.is_theirs and words in plain(named.body) and not is_command(fold(words)))
    return Recapped(
        summary=cut(summary, LONGEST),
        topics=list(dict.fromkeys(answer.topics)),
        appointment=words if is_said else rules.appointment,
        appointment_in=answer.appointment_in if is_said else rules.appointment_in,
        lines=kept,
    )


def shown(said: Sequence[Said]) -> list[dict[str, Any]]:
    """The lines as the prompt shows them."""
    return [
        {"number": line.number, "who": "they" if line.is_theirs else "we", "on": line.channel, "at": line.at.date(),
         "text": line.body or line.summary}
        for line in said
    ]  # fmt: skip


def _told(line: Said) -> str:
    form = gettext("They ({channel}, {day}): {said}") if line.is_theirs else gettext("We ({channel}, {day}): {said}")
    return form.format(channel=Channel(line.channel).label, day=line.at.date().isoformat(), said=line.gist)


def _clean(text: str) -> str:
    return " ".join(sentences(text))


def _sources(said: Sequence[Said]) -> list[str]:
    return [f"{line.body} {line.summary} {line.at:%Y-%m-%d %-d}" for line in said]


def _figures(*texts: str) -> set[str]:
    return {re.sub(r"\D", "", found) for text in texts for found in _FIGURE.findall(text)}


def _offline(context: Mapping[str, Any]) -> Recapped:
    return by_rules(context["said"])


RECAP = Prompt("crm.recap", Path(__file__).parent / "prompts" / "recap.md", offline=_offline, max_tokens=2000)
