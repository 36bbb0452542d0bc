"""How often labels are hit: F1 is the harmonic mean of precision and recall."""

from collections.abc import Mapping


def macro_f1(confusion: Mapping[str, Mapping[str, int]]) -> float:
    """The mean of the classes' F1, each true class counting alike; `confusion` counts answers by true class."""
    return sum(f1_of(confusion, label) for label in confusion) / len(confusion) if confusion else 0.0


def f1_of(confusion: Mapping[str, Mapping[str, int]], label: str) -> float:
    hits = confusion[label].get(label, 0)
    true = sum(confusion[label].values())
    predicted = sum(counts.get(label, 0) for counts in confusion.values())
    return f1(hits, true, predicted)


def f1(hits: int, true: int, predicted: int) -> float:
    return 2 * hits / (true + predicted) if true + predicted else 0.0
