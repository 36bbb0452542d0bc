"""Finding what answers a question, word by word: BM25 decides between entries, and all that was asked must be met.

Precision comes first: an answer that only touches the question is worse than none, for then a person answers. Pure.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

K1, B = 1.2, 0.75  # as usual for BM25
HEAVY = 2  # a word of an entry's question counts as often as this
LEAST_SHARE = 0.67  # of the words that were asked for
LEAST_LEAD = 1.15  # of the best over the next: two that fit alike are a question of what was meant
SHORTEST_STEM, SHORTEST_OF_ALL = 4, 3  # letters that are left without an ending, and without one of one letter
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = tuple(
    sorted(
        (
            *("ing", "ings", "ed", "es", "s", "er", "ers", "ion", "ions", "ation", "ations", "ly", "e"),
            *("en", "em", "ern", "es", "ung", "ungen", "n", "iert", "ieren", "bar"),
            *("ement", "ements", "ez", "ent", "ons", "a", "o", "as", "os", "ar", "an", "amos", "cion", "ciones"),
        ),
        key=len,
        reverse=True,
    )
)


@dataclass(frozen=True)
class Passage:
    """What may be said, and the question it answers; without one it is a statement. `source` is the entry's id and
    `language` its language."""

    answer: str
    question: str = ""
    source: int | None = None
    language: str = ""

    @property
    def said(self) -> str:
        """Both, for whoever reads them."""
        return f"{self.question} {self.answer}".strip()


def find(asked: str, passages: Sequence[Passage], *, ignoring: Collection[str] = ()) -> Passage | None:
    """The passage that answers what was asked, or None where none surely does.

    `ignoring` are names that say nothing about the matter: ours, and those of our product.
    """
    wanted = stems(asked) - {stem for name in ignoring for stem in stems(name)}
    ranked = rank(wanted, passages)
    if not ranked:
        return None
    (best, score), *others = ranked
    if not _covers(best, wanted):
        return None
    rivals = [rival for rival, theirs in others if _covers(rival, wanted) and score < LEAST_LEAD * theirs]
    return None if any(rival.answer != best.answer for rival in rivals) else best


def rank(wanted: Collection[str], passages: Sequence[Passage]) -> list[tuple[Passage, float]]:
    """The passages that have any of the wanted stems, the best first."""
    counts = [_counted(passage) for passage in passages]
    usual = sum(sum(count.values()) for count in counts) / len(counts) if counts else 1
    having = Counter(stem for count in counts for stem in count)
    weights = {stem: math.log(1 + (len(counts) - having[stem] + 0.5) / (having[stem] + 0.5)) for stem in wanted}

    def score(count: Counter[str]) -> float:
        length = K1 * (1 - B + B * sum(count.values()) / usual)
        return sum(weights[stem] * count[stem] * (K1 + 1) / (count[stem] + length) for stem in wanted if count[stem])

    scored = [(passage, score(count)) for passage, count in zip(passages, counts, strict=True)]
    return sorted((one for one in scored if one[1] > 0), key=lambda one: -one[1])


def stems(text: str) -> set[str]:
    """The words of a text that say what it is about, in one form: without accents, endings and common words."""
    return set(_stems(text))


def _stems(text: str) -> list[str]:
    words = (word for word in _WORD.findall(_folded(text)) if word not in _common())
    return [_stem(word) for word in words]


def _covers(passage: Passage, wanted: Set[str]) -> bool:
    """Whether it has nearly all that was asked for, and its own question has some of it."""
    if not wanted:
        return False
    met = wanted & stems(passage.said)
    return len(met) >= LEAST_SHARE * len(wanted) and bool(met & stems(passage.question or passage.answer))


def _counted(passage: Passage) -> Counter[str]:
    return Counter([*_stems(passage.question) * HEAVY, *_stems(passage.answer)])


def _stem(word: str) -> str:
    """The word without its ending, and with that a singular and a plural are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (SHORTEST_STEM if len(ending) > 1 else SHORTEST_OF_ALL):
            return word[: -len(ending)]
    return word


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _common() -> frozenset[str]:
    """Words that say nothing about what is asked, in the languages that we know."""
    lines = Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in _folded(line).split())
