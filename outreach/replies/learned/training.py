"""Softmax regression in plain Python: stochastic gradient descent with a step for each weight (AdaGrad)."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from outreach.replies.learned.features import Features
from outreach.replies.learned.model import Linear

ROUNDS = 6
DECAY = 0.06  # of each weight, after every round: the larger, the simpler the model
STEP = 0.3
SEED = 7
SEEN_AT_LEAST = 4  # times, for a feature to count
DECIMALS = 1


def fit(examples: Sequence[tuple[Features, str]], costs: Mapping[str, float], evenness: float = 1) -> Linear:
    """Weights that tell the labels apart; every label counts as much as any other, however many examples it has.

    `costs` says how much worse than others it is to miss a label, where it is worse. `evenness` below 1 lets labels
    with many examples count for more than others: at 0 every example counts alike.
    """
    seen = Counter(name for features, _ in examples for name in features)
    known = [({n: v for n, v in features.items() if seen[n] >= SEEN_AT_LEAST}, label) for features, label in examples]
    counts = Counter(label for _, label in known)
    share = {
        label: costs.get(label, 1) * (len(known) / (len(counts) * count)) ** evenness for label, count in counts.items()
    }
    weights = {name: [0.0] * len(counts) for features, _ in known for name in features}
    squares = {name: [1e-6] * len(counts) for name in weights}
    model = Linear(tuple(sorted(counts)), weights)
    order = Random(SEED)
    for _ in range(ROUNDS):
        for features, label in order.sample(known, len(known)):
            _learn(model, squares, features, label, share[label])
        for name, row in weights.items():
            weights[name] = [weight * (1 - DECAY) for weight in row]
    return Linear(model.labels, {name: rounded for name, row in weights.items() if any(rounded := _rounded(row))})


def _learn(model: Linear, squares: dict[str, list[float]], features: Features, label: str, share: float) -> None:
    slopes = [
        share * (chance - (name == label)) for name, chance in zip(model.labels, model.chances(features), strict=True)
    ]
    for name, value in features.items():
        row, square = model.weights[name], squares[name]
        for place, slope in enumerate(slopes):
            gradient = slope * value
            square[place] += gradient * gradient
            row[place] -= STEP * gradient / math.sqrt(square[place])


def _rounded(row: Sequence[float]) -> list[float]:
    return [round(weight, DECIMALS) for weight in row]
