"""Reading files with a column of texts and columns beside it, whatever their delimiter and encoding."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.core.management.base import CommandError

from crm.importing.encoding import STRAY_BYTES, detect_encoding

WRONG_USE = 2
LONGEST_CELL = 10_000_000
DELIMITERS = ",;\t"


def rows_of(file: Path, text: str, other: str) -> Iterator[tuple[str, str]]:
    """The texts of a CSV file, each with what another column says of it. CommandError where the file has no such."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        with file.open(encoding=detect_encoding(file), errors=STRAY_BYTES, newline="") as source:
            reader = csv.DictReader(source, delimiter=_delimiter(source, {text, other}))
            missing = sorted({text, other} - set(reader.fieldnames or ()))
            if missing:
                has = ", ".join(reader.fieldnames or ()) or "none"
                raise CommandError(f"{file} has no column {', '.join(missing)}; it has {has}.", returncode=WRONG_USE)
            for row in reader:
                if row[text] is None or row[other] is None:
                    raise CommandError(f"{file}, line {reader.line_num}: the row ends too early.", returncode=WRONG_USE)
                yield row[text], row[other].strip()
    except (OSError, UnicodeError, csv.Error) as problem:
        raise CommandError(f"{file} cannot be read as CSV: {problem}", returncode=WRONG_USE) from problem


def _delimiter(source: TextIO, wanted: set[str]) -> str:
    """The one that makes the wanted columns of the header."""
    header = source.readline()
    source.seek(0)
    fitting = (one for one in DELIMITERS if wanted <= set(next(csv.reader([header], delimiter=one), ())))
    return next(fitting, DELIMITERS[0])
