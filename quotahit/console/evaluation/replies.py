"""Classifies every reply of a labelled file as replies are classified without a model, and counts what was hit."""

import csv
import re
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError

from crm.choices import ReplyClass
from crm.importing.encoding import STRAY_BYTES, detect_encoding
from outreach.replies.classify import classify

WRONG_USE = 2
LONGEST_CELL = 10_000_000
DELIMITERS = ",;\t"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="CSV file with a header row.")
    parser.add_argument("--text", required=True, metavar="COL", help="Column with the reply.")
    parser.add_argument("--label", required=True, metavar="COL", help="Column with the true class.")
    parser.add_argument(
        "--same",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="A label of the file that means one of our classes; may be given many times.",
    )


def run(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One result: rows, accuracy, macro-F1 over the classes that the file has, and the confusion by true class."""
    same = _same(options["same"])
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label in _rows(options["file"], options["text"], options["label"]):
        confusion[_ours(label, same)][classify(text).label] += 1
    _warn_of(confusion)
    rows = sum(sum(counts.values()) for counts in confusion.values())
    hits = sum(counts[true] for true, counts in confusion.items())
    yield {
        "rows": rows,
        "accuracy": round(hits / rows, 4) if rows else 0.0,
        "macro_f1": round(macro_f1(confusion), 4),
        "confusion": {true: dict(counts) for true, counts in sorted(confusion.items())},
    }


def macro_f1(confusion: Mapping[str, Mapping[str, int]]) -> float:
    """The mean of the classes' F1 (the harmonic mean of precision and recall), each true class counting alike."""
    return sum(_f1(confusion, label) for label in confusion) / len(confusion) if confusion else 0.0


def _f1(confusion: Mapping[str, Mapping[str, int]], label: str) -> float:
    hits = confusion[label].get(label, 0)
    true = sum(confusion[label].values())
    predicted = sum(counts.get(label, 0) for counts in confusion.values())
    return 2 * hits / (true + predicted) if true + predicted else 0.0


def _same(pairs: list[str]) -> dict[str, str]:
    found = {theirs.strip(): ours.strip() for theirs, _, ours in (pair.rpartition("=") for pair in pairs)}
    unknown = sorted(ours for ours in found.values() if ours not in ReplyClass.values)
    if unknown:
        raise CommandError(
            f"--same takes THEIRS=OURS; ours are {', '.join(ReplyClass.values)}, not “{', '.join(unknown)}”.",
            returncode=WRONG_USE,
        )
    return found


def _ours(label: str, same: Mapping[str, str]) -> str:
    """The class that a label means; one that means none of ours stays as it is, and every such row is a miss."""
    plain = re.sub(r"[\s-]+", "_", label.casefold())
    return same.get(label) or (plain if plain in ReplyClass.values else label)


def _warn_of(labels: Iterable[str]) -> None:
    if strange := sorted(set(labels) - set(ReplyClass.values)):
        sys.stderr.write(f"None of our classes, so counted as missed: {', '.join(strange)}. Use --same THEIRS=OURS.\n")


def _rows(file: Path, text: str, label: str) -> Iterator[tuple[str, str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        with file.open(encoding=detect_encoding(file), errors=STRAY_BYTES, newline="") as source:
            reader = csv.DictReader(source, delimiter=_delimiter(source, {text, label}))
            missing = sorted({text, label} - set(reader.fieldnames or ()))
            if missing:
                has = ", ".join(reader.fieldnames or ()) or "none"
                raise CommandError(f"{file} has no column {', '.join(missing)}; it has {has}.", returncode=WRONG_USE)
            for row in reader:
                if row[text] is None or row[label] is None:
                    raise CommandError(f"{file}, line {reader.line_num}: the row ends too early.", returncode=WRONG_USE)
                yield row[text], row[label].strip()
    except (OSError, UnicodeError, csv.Error) as problem:
        raise CommandError(f"{file} cannot be read as CSV: {problem}", returncode=WRONG_USE) from problem


def _delimiter(source: TextIO, wanted: set[str]) -> str:
    """The one that makes the wanted columns of the header."""
    header = source.readline()
    source.seek(0)
    fitting = (one for one in DELIMITERS if wanted <= set(next(csv.reader([header], delimiter=one), ())))
    return next(fitting, DELIMITERS[0])
