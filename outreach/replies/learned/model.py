"""A linear model over named features."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.replies.acts import Said
from outreach.replies.learned.features import Features, features

FILE = Path(__file__).parent / "weights.json"
TEMPER = 0.8  # of what training is sure of: replies not seen before are read less well than the examples


@dataclass(frozen=True)
class Linear:
    """Weights by feature, one number for each label."""

    labels: tuple[str, ...]
    weights: Mapping[str, list[float]]

    def chances(self, found: Features, temper: float = 1) -> list[float]:
        """The probability of each label; the less `temper`, the nearer to one another."""
        scores = [0.0] * len(self.labels)
        for name, value in found.items():
            for place, weight in enumerate(self.weights.get(name, ())):
                scores[place] += weight * value
        top = max(scores)
        odds = [math.exp(temper * (score - top)) for score in scores]
        total = sum(odds)
        return [odd / total for odd in odds]


@cache
def model() -> Linear:
    """The model, read once for each process."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return Linear(tuple(data["labels"]), data["weights"])


def chances(said: Said, label: str) -> dict[str, float]:
    """The probability of every class; `label` is what the ordered rules say."""
    return dict(zip(model().labels, model().chances(features(said, label), TEMPER), strict=True))
