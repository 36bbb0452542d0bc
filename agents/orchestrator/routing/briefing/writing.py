"""Writing the briefing: by a model from the gathered statements, without one as they stand.

A model's statement counts only while it names what it stands on, and names no number that does not stand there. What a
lead said and what a thing costs is never left to a model: quotes and prices are passed on as they are.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from agents.statements import LONGEST, SECTIONS, Statement
from crm.models import Contact
from quotahit.llm.ask import Answer, ask
from quotahit.llm.prompts import Prompt

OURS = ("pricing", "quotes")  # sections that no model writes
NUMBER = re.compile(r"\d[\d.,]*")


class Written(BaseModel):
    """One statement of the model, with the numbers of the findings it stands on."""

    section: Literal["who", "company", "pain", "budget", "talking_points", "competitors", "objections"]
    text: str = Field(min_length=3, max_length=LONGEST)
    findings: list[int] = Field(min_length=1, max_length=10)


class Draft(BaseModel):
    statements: list[Written] = Field(max_length=40)


def write(contact: Contact, gathered: Sequence[Statement]) -> tuple[list[Statement], Answer[Draft]]:
    """The briefing's statements, and how they came about. Asks a model, so never within a transaction."""
    open_to_it = [each for each in gathered if each.section not in OURS]
    context = {"findings": [_shown(number, each) for number, each in enumerate(open_to_it, 1)], "gathered": open_to_it}
    answer = ask(contact.organization, BRIEFING, context, Draft, subject=contact)
    if answer.by == "offline":
        return list(gathered), answer
    written = [found for each in answer.value.statements if (found := _grounded(each, open_to_it))]
    kept = _with_quotes(written, open_to_it)
    ours = [each for each in gathered if each.section in OURS]
    return sorted([*kept, *ours], key=lambda each: SECTIONS.index(each.section)), answer


def _grounded(written: Written, findings: Sequence[Statement]) -> Statement | None:
    """The statement with its sources; None for one that stands on nothing, or names a number that is not there."""
    stands_on = [findings[number - 1] for number in written.findings if 0 < number <= len(findings)]
    there = {_plain(number) for each in stands_on for number in NUMBER.findall(f"{each.text} {each.quote}")}
    if not stands_on or any(_plain(number) not in there for number in NUMBER.findall(written.text)):
        return None
    quote = next((each.quote for each in stands_on if each.quote), "")
    sources = tuple(dict.fromkeys(source for each in stands_on for source in each.sources))
    return Statement(section=written.section, text=written.text, quote=quote, sources=sources)


def _with_quotes(written: list[Statement], findings: Sequence[Statement]) -> list[Statement]:
    """What was written, and every finding with a quote that it leaves out: a rep hears the lead's own words."""
    told = {each.quote for each in written}
    return [*written, *(each for each in findings if each.quote and each.quote not in told)]


def _plain(number: str) -> str:
    return number.rstrip(".,").replace(",", "")


def _shown(number: int, statement: Statement) -> str:
    quote = f" Their words: “{statement.quote}”" if statement.quote else ""
    return f"[{number}] {statement.section}: {statement.text}{quote}"


def _as_gathered(context: Mapping[str, Any]) -> Draft:
    """Every finding is a statement."""
    return Draft(
        statements=[
            Written(section=each.section, text=each.text, findings=[number])
            for number, each in enumerate(context["gathered"][:40], 1)
        ]
    )


BRIEFING = Prompt("orchestrator.briefing", Path(__file__).parents[2] / "prompts" / "briefing.md", offline=_as_gathered)
