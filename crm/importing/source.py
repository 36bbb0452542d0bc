"""A file to import, opened: encoding, delimiter and header are known, and its rows can be walked again and again."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext

from crm.errors import UnreadableFileError
from crm.importing import dialect
from crm.importing.encoding import STRAY_BYTES, detect_encoding
from crm.importing.other_formats import refuse_binary, refuse_other_formats
from crm.importing.records import Record, read_records

SAMPLE_LINES = 400
LONGEST_LINE = 4 * 1024 * 1024  # bytes; whatever has longer ones is no list of people
MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class Source:
    """`first` is the index of the first row of data among the file's records."""

    path: Path
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    first: int
    declared: bool

    def records(self) -> Iterator[Record]:
        """The rows of data, one after another."""
        with _text(self.path, self.encoding) as file:
            if self.declared:
                next(file)
            yield from islice(read_records(file, self.delimiter, len(self.headers)), self.first, None)

    def count(self) -> int:
        """How many rows of data there are: one whole reading."""
        return sum(1 for _ in self.records())


def open_source(path: Path) -> Source:
    """Look at the file's beginning and find out how to read it; raises UnreadableFileError when that cannot be done."""
    refuse_other_formats(path)
    _refuse_endless_lines(path)
    encoding = detect_encoding(path)
    with _text(path, encoding) as file:
        lines = list(islice(file, SAMPLE_LINES))
    refuse_binary(lines)
    declared = dialect.declared_delimiter(lines[0]) if lines else ""
    if declared:
        lines = lines[1:]
    delimiter = declared or dialect.detect_delimiter(lines)
    records = list(islice(read_records(lines, delimiter), dialect.SAMPLE_RECORDS))
    if not records:
        raise UnreadableFileError(gettext("The file is empty."))
    if max(len(record.cells) for record in records) > MOST_COLUMNS:
        raise UnreadableFileError(
            gettext("This has more than {most_columns} columns, which no list of people has.").format(
                most_columns=MOST_COLUMNS
            )
        )
    at = dialect.find_header(records)
    if at is None:
        width = max(len(record.cells) for record in records)
        return Source(path, encoding, delimiter, tuple(dialect.unique_headers([""] * width)), 0, bool(declared))
    headers = tuple(dialect.unique_headers(records[at].cells))
    return Source(path, encoding, delimiter, headers, at + 1, bool(declared))


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    return path.open(encoding=encoding, errors=STRAY_BYTES, newline="")


def _refuse_endless_lines(path: Path) -> None:
    """A line is read whole; one that fills the memory must not be."""
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise UnreadableFileError(
                    gettext("A line of this file is longer than any list's. Export it as CSV (UTF-8).")
                )
