"""What somebody does with words in a sales talk: speech acts found by phrases that are data, one file a language."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from compliance.phrases import compile_sources, phrase_source
from quotahit.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "lexicon"
LONGEST = 700  # characters of one statement that are looked at


def acts_in(plain: str) -> frozenset[str]:
    """The names of all acts that a folded statement does."""
    looked_at = plain[:LONGEST]
    return frozenset(name for name, pattern in lexicon().items() if pattern.search(looked_at))


def found_in(name: str, plain: str) -> str:
    """The words of the first phrase of an act, "" for none."""
    match = lexicon()[name].search(plain[:LONGEST])
    return match[0].strip() if match else ""


@cache
def lexicon() -> Mapping[str, re.Pattern[str]]:
    """One pattern for each act over all languages."""
    by_name: dict[str, list[str]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        data = read_yaml(file)
        sets = data.pop("sets", {})
        for name, phrases in data.items():
            by_name.setdefault(name, []).extend(phrase_source(phrase, sets) for phrase in phrases)
    return {name: compile_sources(sources) for name, sources in by_name.items()}
