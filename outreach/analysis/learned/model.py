"""The linear models of the analysis, one for each thing that is asked of a message: over features, and over meaning."""

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.meaning.model import Chances, Meanings, agreed, by_head
from outreach.replies.learned.features import Features

FILE = Path(__file__).parent / "weights.jsonl"
MEANINGS = Path(__file__).parent / "meanings.npz"
YES, NO = "yes", "no"
STEPS = 10  # of a weight in one: the file keeps whole numbers

NOTHING = (b"", array("h"))


@dataclass(frozen=True)
class Heads:
    """All models side by side: the labels of each, and by feature the places of the labels that it speaks for, with the
    weight of each. They are a million numbers and a half, so they are kept as such and not as objects of Python's."""

    labels: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, tuple[bytes, "array[int]"]]

    def chances(self, found: Features) -> Chances:
        """The probability of every label, by what is asked."""
        scores = [0.0] * sum(map(len, self.labels.values()))
        for name, value in found.items():
            for place, weight in zip(*self.weights.get(name, NOTHING), strict=True):
                scores[place] += weight * value
        return by_head(scores, self.labels, 1 / STEPS)


def chances(text: str, found: Features) -> Chances:
    """The probability of every label of every model, by the features found in a message and by what it means."""
    by_meaning = meanings().chances(text)
    return {head: agreed(said, by_meaning[head]) for head, said in heads().chances(found).items()}


@cache
def meanings() -> Meanings:
    return Meanings.read(MEANINGS)


@cache
def heads() -> Heads:
    """All models, read once for each process, line by line: the whole file at once would be a hundred megabytes."""
    with FILE.open(encoding="utf-8") as lines:
        labels = {head: tuple(names) for head, names in json.loads(next(lines))["heads"].items()}
        rows = (json.loads(line) for line in lines)
        return Heads(labels, {name: (bytes(row[::2]), array("h", row[1::2])) for name, row in rows})
