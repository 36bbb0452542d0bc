"""Reads which obstacles every message of a labelled file states, without a model, and counts what was hit."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from crm.choices import ObjectionKind
from outreach.analysis.analyze import analyze
from quotahit.console.evaluation.labelled import rows_of
from quotahit.console.evaluation.one_label import add_arguments, one_of_ours, translations, warn_of
from quotahit.console.evaluation.scores import f1

__all__ = ["add_arguments", "run"]

BETWEEN = re.compile(r"[;,|]")
NOTHING = {"", "none", "[]", "-", "n/a"}


def run(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One result: rows, precision, recall and F1 over all types together, and for each type.

    A cell may hold many, parted by ";", "," or "|", or as a list in JSON; an empty one holds none.
    """
    same = translations(options["same"], ObjectionKind.values)
    hits: Counter[str] = Counter()
    true: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    rows = exact = 0
    for text, cell in rows_of(options["file"], options["text"], options["label"]):
        stated = {one_of_ours(label, ObjectionKind.values, same) for label in labels_in(cell)}
        found = {str(kind) for kind in analyze(text).objection_kinds}
        hits.update(stated & found)
        true.update(stated)
        predicted.update(found)
        rows, exact = rows + 1, exact + (stated == found)
    warn_of(true, ObjectionKind.values)
    yield {
        "rows": rows,
        "micro_f1": round(f1(hits.total(), true.total(), predicted.total()), 4),
        "precision": _share(hits.total(), predicted.total()),
        "recall": _share(hits.total(), true.total()),
        "exact": _share(exact, rows),
        "types": {kind: _of_type(kind, hits, true, predicted) for kind in sorted({*true, *predicted})},
    }


def labels_in(cell: str) -> list[str]:
    """The labels of one cell."""
    try:
        listed = json.loads(cell) if cell.startswith("[") else None
    except ValueError:
        listed = None
    names = [str(name) for name in listed] if isinstance(listed, list) else BETWEEN.split(cell)
    return [name.strip() for name in names if name.strip().casefold() not in NOTHING]


def _of_type(kind: str, hits: Counter[str], true: Counter[str], predicted: Counter[str]) -> dict[str, float]:
    return {
        "true": true[kind],
        "precision": _share(hits[kind], predicted[kind]),
        "recall": _share(hits[kind], true[kind]),
        "f1": round(f1(hits[kind], true[kind], predicted[kind]), 4),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
