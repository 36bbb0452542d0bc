"""Linear models over what a text means, one for each thing that is asked, and their agreement with those over words."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from outreach.meaning.vectors import vector

if TYPE_CHECKING:
    from numpy import ndarray

NEVER_SURE = 1e-6

Chances = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Meanings:
    """All models side by side: the labels of each, and for every label of all a column of weights with its start.
    `made_from` is a digest of what they learned from."""

    made_from: str
    labels: Mapping[str, Sequence[str]]
    weights: "ndarray"
    starts: "ndarray"

    def chances(self, text: str) -> Chances:
        """The probability of every label, by what is asked."""
        scores = (vector(text) @ self.weights + self.starts).tolist()
        return by_head(scores, self.labels)

    @classmethod
    def read(cls, file: Path) -> Self:
        import numpy

        with numpy.load(file, allow_pickle=False) as kept:
            labels = json.loads(str(kept["labels"]))
            return cls(
                str(kept["made_from"]), labels, kept["weights"].astype("float32"), kept["starts"].astype("float32")
            )

    def write(self, file: Path) -> None:
        import numpy

        labels = json.dumps({head: list(names) for head, names in self.labels.items()})
        weights, starts = self.weights.astype("float16"), self.starts.astype("float32")
        numpy.savez(file, made_from=self.made_from, labels=labels, weights=weights, starts=starts)


def agreed(words: Mapping[str, float], meaning: Mapping[str, float]) -> dict[str, float]:
    """The probability of each label by words and by meaning together: the geometric mean, so that neither overrules
    what the other is sure is not the case. (Logarithmic pooling with equal weights; Genest and Zidek, 1986.)"""
    both = {label: math.sqrt(max(NEVER_SURE, words[label]) * max(NEVER_SURE, meaning[label])) for label in words}
    total = sum(both.values())
    return {label: chance / total for label, chance in both.items()}


def by_head(scores: Sequence[float], labels: Mapping[str, Sequence[str]], temper: float = 1) -> Chances:
    """The probability of every label, by what is asked; the scores of all heads stand one after another."""
    answers, first = {}, 0
    for head, names in labels.items():
        answers[head] = dict(zip(names, softmax(scores[first : first + len(names)], temper), strict=True))
        first += len(names)
    return answers


def softmax(scores: Sequence[float], temper: float = 1) -> list[float]:
    """Scores as probabilities; the less `temper`, the nearer to one another."""
    top = max(scores)
    odds = [math.exp(temper * (score - top)) for score in scores]
    total = sum(odds)
    return [odd / total for odd in odds]
