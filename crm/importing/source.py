"""A file to import, opened: encoding, delimiter and header are known, and its rows can be walked again and again."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm.errors import UnreadableFileError
from crm.importing import dialect
from crm.importing.encoding import STRAY_BYTES, detect_encoding
from crm.importing.records import Record, read_records

SAMPLE_LINES = 400
LONGEST_LINE = 4 * 1024 * 1024  # bytes; whatever has longer ones is no list of people
MOST_COLUMNS = 2_000
HEAD = 4096
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r\x0b\x0c\x1a\x1b"))
_NOT_TEXT = {
    b"PK\x03\x04": "This is an Excel workbook or a ZIP archive. Save the sheet as CSV (UTF-8) and import that.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook. Save the sheet as CSV (UTF-8) and import that.",
    **dict.fromkeys(
        (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ"),
        "This is a packed archive. Unpack it, and import the list that is in it.",
    ),
    b"%PDF": "This is a PDF. Export the list as CSV and import that.",
    b"{\\rt": "This is a text document, not a list. Export the list as CSV and import that.",
}


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
    _refuse_other_kinds(path)
    _refuse_endless_lines(path)
    encoding = detect_encoding(path)
    with _text(path, encoding) as file:
        lines = list(islice(file, SAMPLE_LINES))
    declared = dialect.declared_delimiter(lines[0]) if lines else ""
    if declared:
        lines = lines[1:]
    delimiter = declared or dialect.detect_delimiter(lines)
    records = list(islice(read_records(lines, delimiter), dialect.SAMPLE_RECORDS))
    if not records:
        raise UnreadableFileError("The file is empty.")
    if max(len(record.cells) for record in records) > MOST_COLUMNS:
        raise UnreadableFileError(f"This has more than {MOST_COLUMNS} columns, which no list of people has.")
    at = dialect.find_header(records)
    if at is None:
        width = max(len(record.cells) for record in records)
        return Source(path, encoding, delimiter, tuple(dialect.unique_headers([""] * width)), 0, bool(declared))
    headers = tuple(dialect.unique_headers(records[at].cells))
    return Source(path, encoding, delimiter, headers, at + 1, bool(declared))


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    return path.open(encoding=encoding, errors=STRAY_BYTES, newline="")


def _refuse_other_kinds(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise UnreadableFileError("The file is empty.")
    for mark, explanation in _NOT_TEXT.items():
        if head.startswith(mark):
            raise UnreadableFileError(explanation)
    if not _may_be_wide(head) and sum(map(head.count, (bytes([one]) for one in _CONTROLS))) > len(head) / 50:
        raise UnreadableFileError("This is no text. Export the list as CSV (UTF-8) and import that.")


def _may_be_wide(head: bytes) -> bool:
    """Whether every other byte may rightly be zero: UTF-16 and UTF-32, with their mark or without."""
    zeros_apart = abs(head[0::2].count(0) - head[1::2].count(0))
    return head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or zeros_apart > len(head) / 5


def _refuse_endless_lines(path: Path) -> None:
    """A line is read whole; one that fills the memory must not be."""
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise UnreadableFileError("A line of this file is longer than any list's. Export it as CSV (UTF-8).")
