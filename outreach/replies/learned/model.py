"""A linear model over named features, and how two of them are heard together."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.replies.acts import Said
from outreach.replies.learned.features import Features, deeds, words

FILE = Path(__file__).parent / "weights.json"
DEEDS_SHARE = 0.45  # of the say; the rest is the words'


@dataclass(frozen=True)
class Linear:
    """Weights by feature, one number for each label."""

    labels: tuple[str, ...]
    weights: Mapping[str, list[float]]

    def log_chances(self, features: Features) -> list[float]:
        """The logarithm of each label's probability."""
        scores = [0.0] * len(self.labels)
        for name, value in features.items():
            for place, weight in enumerate(self.weights.get(name, ())):
                scores[place] += weight * value
        top = max(scores)
        total = top + math.log(sum(math.exp(score - top) for score in scores))
        return [score - total for score in scores]


@cache
def models() -> tuple[Linear, Linear]:
    """The models for words and for deeds, read once for each process."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    labels = tuple(data["labels"])
    return Linear(labels, data["words"]), Linear(labels, data["deeds"])


def chances(said: Said, label: str) -> dict[str, float]:
    """The probability of every class; `label` is what the ordered rules say."""
    of_words, of_deeds = models()
    by_words, by_deeds = of_words.log_chances(words(said)), of_deeds.log_chances(deeds(said, label))
    both = [(1 - DEEDS_SHARE) * one + DEEDS_SHARE * other for one, other in zip(by_words, by_deeds, strict=True)]
    odds = [math.exp(value - max(both)) for value in both]
    return {name: odd / sum(odds) for name, odd in zip(of_words.labels, odds, strict=True)}
