"""What somebody does with words: the speech acts of a reply, found by phrases that are data, a folder each language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from compliance.opt_out import own_sentences
from compliance.opt_out_lexicon import read_folder
from compliance.phrases import compile_sources, phrase_source

FOLDER = Path(__file__).parent / "lexicon"
DENIABLE = ("accept", "praise")
REACH = 2  # words between a negation and what it denies
LONGEST_SENTENCE = 600  # characters
MOST_SENTENCES = 60
AT_WORK = 16  # replies kept while one question after another is asked of them


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

    def states(self, *names: str) -> bool:
        """Whether an act stands in a sentence that is no question."""
        return any(act.name in names and not self.asks(act.sentence) for act in self.acts)

    def asks(self, sentence: int) -> bool:
        return self.sentences[sentence].endswith("?")

    def all(self, *names: str) -> list[Act]:
        return [act for act in self.acts if act.name in names]


@lru_cache(maxsize=AT_WORK)
def read_acts(text: str) -> Said:
    """The sentences of a reply and what is done in each."""
    parts = tuple(part[:LONGEST_SENTENCE] for part in own_sentences(text)[:MOST_SENTENCES])
    said = Said(parts, tuple(acts_in(parts, lexicon())))
    return Said(parts, tuple(act for act in said.acts if not _is_denied(act, said)))


def acts_in(parts: Sequence[str], patterns: Mapping[str, re.Pattern[str]]) -> list[Act]:
    """What these patterns find in the sentences, in the order in which it was said."""
    found = [
        Act(name, number, match.start(), match.end())
        for number, part in enumerate(parts)
        for name, pattern in patterns.items()
        for match in pattern.finditer(part)
    ]
    return sorted(found, key=lambda act: (act.sentence, act.start))


def _is_denied(act: Act, said: Said) -> bool:
    """A friendly act right behind a negation is none: "we can't book a call"."""
    if act.name not in DENIABLE:
        return False
    before = (other for other in said.all("negation") if other.sentence == act.sentence and other.end <= act.start)
    between = (said.sentences[act.sentence][other.end : act.start] for other in before)
    return any("," not in words and len(words.split()) <= REACH for words in between)


@cache
def lexicon() -> Mapping[str, re.Pattern[str]]:
    """One pattern for each act over all languages."""
    return compile_lexicon(FOLDER)


def compile_lexicon(top: Path) -> Mapping[str, re.Pattern[str]]:
    """One pattern for each name over all languages, each of which has a folder below this one."""
    by_name: dict[str, list[str]] = {}
    for folder in sorted(top.iterdir()):
        data = read_folder(folder)
        sets = data.pop("sets", {})
        for name, phrases in data.items():
            by_name.setdefault(name, []).extend(phrase_source(phrase, sets) for phrase in phrases)
    return {name: compile_sources(sources) for name, sources in by_name.items()}
