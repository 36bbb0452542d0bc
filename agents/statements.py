"""The one reader of what a briefing says: statements, each with what it stands on."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

Section = Literal[
    "who", "company", "pain", "budget", "talking_points", "competitors", "objections", "pricing", "quotes"
]
SECTIONS: tuple[Section, ...] = get_args(Section)
TITLES = {
    "who": _("Who"),
    "company": _("Company"),
    "pain": _("What hurts"),
    "budget": _("Budget"),
    "talking_points": _("Talking points"),
    "competitors": _("Competition"),
    "objections": _("Objections to expect"),
    "pricing": _("Recommended pricing"),
    "quotes": _("In their own words"),
}
LONGEST = 400


class Source(BaseModel):
    """What a statement stands on: a row by its kind and id, named as a person knows it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str  # contact, company, score, deal, interaction, price_list …
    id: int | None = None
    label: str


class Statement(BaseModel):
    """One thing that a rep should know. `quote` is an exact piece of what the lead wrote."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: Section
    text: str = Field(max_length=LONGEST)
    quote: str = ""
    sources: tuple[Source, ...] = Field(min_length=1)


def load_statements(stored: Iterable[dict[str, Any]]) -> list[Statement]:
    """The statements of a stored briefing."""
    return [Statement.model_validate(each) for each in stored]


def by_section(statements: Sequence[Statement]) -> list[tuple[str, list[Statement]]]:
    """Title and statements of every section that has any, in the order in which they are read."""
    grouped = ((TITLES[name], [each for each in statements if each.section == name]) for name in SECTIONS)
    return [(str(title), found) for title, found in grouped if found]
