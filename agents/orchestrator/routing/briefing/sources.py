"""Where the statements of a briefing come from. A room that knows something of a lead registers a source here."""

from collections.abc import Callable, Iterable

from agents.statements import LONGEST, SECTIONS, Section, Source, Statement
from crm.models import Contact

BriefingSource = Callable[[Contact], Iterable[Statement]]
MOST_OF_A_SECTION = 8
_sources: list[BriefingSource] = []


def register_briefing_source(source: BriefingSource) -> BriefingSource:
    """Let `source(contact)` add statements to every briefing, in the order of registration; the first of equal ones
    stands."""
    if source not in _sources:
        _sources.append(source)
    return source


def gather(contact: Contact) -> list[Statement]:
    """What all sources know of the contact, section by section, each thing and each quote once in its section."""
    found: dict[tuple[str, str], Statement] = {}
    for source in _sources:
        for statement in source(contact):
            found.setdefault((statement.section, statement.quote or statement.text.casefold()), statement)
    by_section = ([each for each in found.values() if each.section == name] for name in SECTIONS)
    return [each for together in by_section for each in together[:MOST_OF_A_SECTION]]


def said(section: Section, text: str, source: Source, quote: str = "") -> Statement:
    """A statement that stands on one source, cut to a length that can be read."""
    return Statement(
        section=section,
        text=text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…",
        quote=quote,
        sources=(source,),
    )
