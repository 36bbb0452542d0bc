"""Measuring a reader that gives every text one label of several."""

import re
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from quotahit.console.evaluation.labelled import WRONG_USE, rows_of
from quotahit.console.evaluation.scores import macro_f1


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="CSV file with a header row.")
    parser.add_argument("--text", required=True, metavar="COL", help="Column with the text.")
    parser.add_argument("--label", required=True, metavar="COL", help="Column with the true label.")
    parser.add_argument(
        "--same",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="A label of the file that means one of ours; may be given many times.",
    )


def measure(options: dict[str, Any], ours: Sequence[str], read: Callable[[str], str]) -> dict[str, Any]:
    """Rows, accuracy, macro-F1 over the labels that the file has, and the confusion by true label."""
    same = translations(options["same"], ours)
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label in rows_of(options["file"], options["text"], options["label"]):
        confusion[one_of_ours(label, ours, same)][read(text)] += 1
    warn_of(confusion, ours)
    rows = sum(sum(counts.values()) for counts in confusion.values())
    hits = sum(counts[true] for true, counts in confusion.items())
    return {
        "rows": rows,
        "accuracy": round(hits / rows, 4) if rows else 0.0,
        "macro_f1": round(macro_f1(confusion), 4),
        "confusion": {true: dict(counts) for true, counts in sorted(confusion.items())},
    }


def translations(pairs: list[str], ours: Sequence[str]) -> dict[str, str]:
    """What `--same` says. CommandError for a label that is none of ours."""
    found = {theirs.strip(): mine.strip() for theirs, _, mine in (pair.rpartition("=") for pair in pairs)}
    unknown = sorted(mine for mine in found.values() if mine not in ours)
    if unknown:
        raise CommandError(
            f"--same takes THEIRS=OURS; ours are {', '.join(ours)}, not “{', '.join(unknown)}”.", returncode=WRONG_USE
        )
    return found


def one_of_ours(label: str, ours: Sequence[str], same: Mapping[str, str]) -> str:
    """What a label of the file means; one that means none of ours stays as it is, and every such row is a miss."""
    plain = re.sub(r"[\s-]+", "_", label.casefold())
    return same.get(label) or (plain if plain in ours else label)


def warn_of(labels: Iterable[str], ours: Sequence[str]) -> None:
    """Tell a person which labels of the file mean none of ours."""
    if strange := sorted(set(labels) - set(ours)):
        sys.stderr.write(f"None of our classes, so counted as missed: {', '.join(strange)}. Use --same THEIRS=OURS.\n")
