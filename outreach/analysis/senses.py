"""What the words of a sentence mean, by a thesaurus: words never learned from speak through the senses they share.

`thesaurus/` has a file each language: a sense and its words. A "~" stands for any ending, "_" joins what belongs
together. Unlike a mark a sense claims nothing: it brings words together, and the models weigh it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

from quotahit.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "thesaurus"
WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[€$£]")
LONGEST = 3  # words that belong together
SHORTEST_STEM = 3  # letters
NOT = "not"
DENIES = 4  # words after a negation
PAIRS_SAY = 0.5
ASKED_SAYS = 0.5
KNOWN_WORDS = 20_000  # kept with their senses for as long as the process lives


@dataclass(frozen=True)
class Thesaurus:
    """The senses of whole words and of beginnings, and the words with which longer entries begin."""

    whole: dict[str, frozenset[str]]
    stems: dict[str, frozenset[str]]
    first: frozenset[str]

    def senses_of(self, words: str) -> frozenset[str]:
        """What these words mean, nothing where they are unknown."""
        shortest = words.rfind(" ") + 1 + SHORTEST_STEM
        begun = (self.stems.get(words[:end], frozenset()) for end in range(shortest, len(words) + 1))
        return self.whole.get(words, frozenset()).union(*begun)


def read_senses(sentences: Sequence[str]) -> dict[str, float]:
    """The senses in folded sentences: each alone, denied, asked about, and with every other of its sentence."""
    found: dict[str, float] = {}
    for sentence in sentences:
        named: set[str] = set()
        denied_to = -1
        for place, senses in _in_order(WORD.findall(sentence)):
            named |= senses
            found |= {f"@{sense}": 1.0 for sense in senses}
            if place <= denied_to:
                found |= {f"@not {sense}": 1.0 for sense in senses if sense != NOT}
            if NOT in senses:
                denied_to = place + DENIES
        found |= {f"@{one}&{other}": PAIRS_SAY for one, other in combinations(sorted(named), 2)}
        if sentence.endswith("?"):
            found |= {f"@{sense}?": ASKED_SAYS for sense in named}
    return found


def _in_order(words: Sequence[str]) -> Iterator[tuple[int, frozenset[str]]]:
    """The senses with the place of their word, the longest entry first."""
    place = 0
    while place < len(words):
        longest = LONGEST if words[place] in thesaurus().first else 1
        for length in range(longest, 0, -1):
            senses = _senses(" ".join(words[place : place + length]))
            if senses:
                yield place, senses
                break
        place += length


@lru_cache(maxsize=KNOWN_WORDS)
def _senses(words: str) -> frozenset[str]:
    return thesaurus().senses_of(words)


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus of all languages, read once for each process."""
    whole: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for sense, listed in read_yaml(file).items():
            for entry in listed.split():
                table = stems if entry.endswith("~") else whole
                table.setdefault(entry.rstrip("~").replace("_", " "), set()).add(sense)
    first = frozenset(entry.split()[0] for entry in (*whole, *stems) if " " in entry)
    return Thesaurus(_frozen(whole), _frozen(stems), first)


def _frozen(table: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {entry: frozenset(senses) for entry, senses in table.items()}
