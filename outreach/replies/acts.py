"""What somebody does with words: the speech acts of a reply, found by phrases that are data, one file for a language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from compliance.folding import fold
from compliance.phrases import compile_phrases, sentences

FOLDER = Path(__file__).parent / "lexicon"
LOOKED_AT = 6_000  # characters of folded text


@dataclass(frozen=True)
class Act:
    """One act: its name, the number of the sentence and where in the sentence it stands."""

    name: str
    sentence: int
    start: int
    end: int


@dataclass(frozen=True)
class Said:
    """A reply as sentences with the acts found in them."""

    sentences: tuple[str, ...]
    acts: tuple[Act, ...]

    def has(self, *names: str) -> bool:
        return any(act.name in names for act in self.acts)

    def all(self, *names: str) -> list[Act]:
        return [act for act in self.acts if act.name in names]


def read_acts(text: str) -> Said:
    """The sentences of a reply and what is done in each."""
    parts = sentences(fold(text)[:LOOKED_AT])
    found = [
        Act(name, number, match.start(), match.end())
        for number, part in enumerate(parts)
        for name, pattern in lexicon().items()
        for match in pattern.finditer(part)
    ]
    return Said(parts, tuple(sorted(found, key=lambda act: (act.sentence, act.start))))


@cache
def lexicon() -> Mapping[str, re.Pattern[str]]:
    """One pattern for each act over all languages."""
    by_name: dict[str, list[str]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        sets = data.pop("sets", {})
        for name, phrases in data.items():
            by_name.setdefault(name, []).append(compile_phrases(phrases, sets).pattern)
    return {name: re.compile("|".join(sources)) for name, sources in by_name.items()}
