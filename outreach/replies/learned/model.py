"""The learned model of replies: linear over named features, and over what a reply means."""

import json
from array import array
from collections.abc import Mapping, MutableSequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.meaning.model import Meanings, agreed, softmax
from outreach.replies.acts import Said
from outreach.replies.learned.features import Features, features

FILE = Path(__file__).parent / "weights.json"
MEANINGS = Path(__file__).parent / "meanings.npz"
HEAD = "class"
TEMPER = 0.8  # of what training is sure of: replies not seen before are read less well than the examples


@dataclass(frozen=True)
class Linear:
    """Weights by feature, one number for each label."""

    labels: tuple[str, ...]
    weights: Mapping[str, MutableSequence[float]]

    def chances(self, found: Features, temper: float = 1) -> list[float]:
        """The probability of each label; the less `temper`, the nearer to one another."""
        scores = [0.0] * len(self.labels)
        for name, value in found.items():
            for place, weight in enumerate(self.weights.get(name, ())):
                scores[place] += weight * value
        return softmax(scores, temper)


@cache
def model() -> Linear:
    """The model, read once for each process."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return Linear(tuple(data["labels"]), {name: array("d", row) for name, row in data["weights"].items()})


@cache
def meanings() -> Meanings:
    return Meanings.read(MEANINGS)


def chances(text: str, said: Said, label: str) -> dict[str, float]:
    """The probability of every class of a reply; `said` is what is done in it, `label` what the ordered rules say."""
    by_words = dict(zip(model().labels, model().chances(features(said, label), TEMPER), strict=True))
    return agreed(by_words, meanings().chances(text)[HEAD])
