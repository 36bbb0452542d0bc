"""The linear models of the analysis, one for each thing that is asked of a message."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.replies.learned.features import Features

FILE = Path(__file__).parent / "weights.json"
YES, NO = "yes", "no"
STEPS = 10  # of a weight in one: the file keeps whole numbers

Chances = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Heads:
    """All models side by side: the labels of each, and by feature the weights of the labels that it speaks for."""

    labels: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, list[tuple[int, int]]]

    def chances(self, found: Features) -> Chances:
        """The probability of every label, by what is asked."""
        scores = [0.0] * sum(map(len, self.labels.values()))
        for name, value in found.items():
            for place, weight in self.weights.get(name, ()):
                scores[place] += weight * value
        answers, start = {}, 0
        for head, labels in self.labels.items():
            answers[head] = dict(zip(labels, _softmax(scores[start : start + len(labels)]), strict=True))
            start += len(labels)
        return answers


def chances(found: Features) -> Chances:
    """The probability of every label of every model."""
    return heads().chances(found)


@cache
def heads() -> Heads:
    """All models, read once for each process."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    labels = {head: tuple(names) for head, names in data["heads"].items()}
    weights = {name: list(zip(row[::2], row[1::2], strict=True)) for name, row in data["weights"].items()}
    return Heads(labels, weights)


def _softmax(scores: list[float]) -> list[float]:
    top = max(scores)
    odds = [math.exp((score - top) / STEPS) for score in scores]
    total = sum(odds)
    return [odd / total for odd in odds]
