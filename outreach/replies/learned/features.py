"""What the model looks at in a reply: its words, the letters in them, and what is done with them."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from outreach.replies.acts import Said

WORD = re.compile(r"\w+|\?")
STEM = 5  # letters; enough to bring the forms of a word together in the languages we read
GRAMS = range(3, 6)  # letters in a row: what compounds, typing errors and languages next to ours share with known words
LONGEST_READ = 3_000  # characters
GRAMS_SAY = 1.4  # beside the words
DEEDS_SAY = 0.2
SHORT = 25  # characters
MOST_SENTENCES = 5
MOST_QUESTIONS = 2

Features = dict[str, float]


def features(said: Said, label: str) -> Features:
    """All of it as one vector; `label` is the class that the ordered rules name."""
    words = WORD.findall(" ".join(said.sentences)[:LONGEST_READ])
    stems = [word[:STEM] for word in words]
    return {
        **_even(1, [*stems, *(f"{one} {other}" for one, other in pairwise(stems))]),
        **_even(GRAMS_SAY, (f"~{gram}" for word in words for gram in _grams(f"<{word}>"))),
        **{name: DEEDS_SAY * value for name, value in _deeds(said, label).items()},
    }


def _even(length: float, names: Iterable[str]) -> Features:
    """Each name once and alike, as a vector of that length."""
    found = dict.fromkeys(names)
    return dict.fromkeys(found, length * len(found) ** -0.5) if found else {}


def _grams(word: str) -> Iterator[str]:
    for size in GRAMS:
        yield from (word[start : start + size] for start in range(len(word) - size + 1))


def _deeds(said: Said, label: str) -> Features:
    """The acts of a reply, asked, first and last; its shape; and what the rules say."""
    last = len(said.sentences) - 1
    deeds: Features = {f"={label}": 1.0}
    for act in said.acts:
        deeds[f"+{act.name}"] = 1.0
        if said.asks(act.sentence):
            deeds[f"+{act.name}?"] = 1.0
        if last > 0 and act.sentence in (0, last):
            deeds[f"+{act.name} {'last' if act.sentence else 'first'}"] = 1.0
    deeds["+questions"] = float(min(sum(map(said.asks, range(last + 1))), MOST_QUESTIONS))
    deeds["+sentences"] = min(last + 1, MOST_SENTENCES) / MOST_SENTENCES
    deeds["+ends asking"] = float(last >= 0 and said.asks(last))
    deeds["+short"] = float(sum(map(len, said.sentences)) < SHORT)
    return deeds
