"""The marks in a message: phrases of `lexicon/`, a folder each language, that show feelings, obstacles and wishes."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from outreach.replies.acts import Said, acts_in, compile_lexicon

FOLDER = Path(__file__).parent / "lexicon"
ALARMS = ("law", "complaint", "fault", "billing", "ultimatum", "incident", "terms", "person")


def read_marks(sentences: tuple[str, ...]) -> Said:
    """The same sentences with the marks found in them."""
    return Said(sentences, tuple(acts_in(sentences, marks())))


def where(said: Said, name: str) -> str:
    """The sentence in which a mark stands first, "" for none."""
    found = said.all(name)
    return said.sentences[found[0].sentence] if found else ""


def named(said: Said) -> frozenset[str]:
    """The names of all marks."""
    return frozenset(act.name for act in said.acts)


@cache
def marks() -> Mapping[str, re.Pattern[str]]:
    """One pattern for each mark over all languages."""
    return compile_lexicon(FOLDER)
