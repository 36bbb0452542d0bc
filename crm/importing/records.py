"""From the lines of a file to its records, so that one broken line never swallows its neighbours.

A quotation mark that is opened and never closed would make the rest of the file one cell. So a record that runs over
several lines is believed only when it closes within MAX_LINES and fits the header; else its first line alone is
the bad row, and the lines after it are read as if nothing had happened.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

MAX_LINES = 500
LONGEST_CELL = 16 * 1024 * 1024
UNCLOSED = _("a quotation mark is opened and never closed")
# The module's own limit of 128 kB is for the whole process; a long cell is cut later, with a note.
csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as a spreadsheet counts it: the first is 1, blank rows count. `problem` says why it cannot be read."""

    number: int
    cells: list[str]
    problem: str = ""


def read_records(lines: Iterable[str], delimiter: str, width: int | None = None) -> Iterator[Record]:
    """The records in `lines`, blank ones left out; `width` is the number of columns, where it is known."""
    source = _Lines(lines)
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        cells = _parse(line, delimiter)
        if cells is None and line.count('"') % 2:
            cells = _joined(line, source, delimiter, width)
            if cells is None:
                yield Record(number, _parse(line, delimiter, strict=False) or [], UNCLOSED)
                continue
        yield Record(number, cells if cells is not None else _parse(line, delimiter, strict=False) or [])


class _Lines:
    """The lines of a file without the zero bytes that no database takes; what was read too far can be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._waiting: deque[str] = deque()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        return self._waiting.popleft() if self._waiting else next(self._lines).replace("\0", "")

    def put_back(self, lines: list[str]) -> None:
        self._waiting.extendleft(reversed(lines))


def _joined(first: str, source: _Lines, delimiter: str, width: int | None) -> list[str] | None:
    """The record that `first` begins, or None, with every further line put back, when it never closes or cannot fit."""
    more: list[str] = []
    marks = first.count('"')
    for line in source:
        more.append(line)
        marks += line.count('"')
        if marks % 2 == 0:
            cells = _parse("".join([first, *more]), delimiter)
            if cells is not None and (width is None or len(cells) <= width):
                return cells
            break
        if len(more) == MAX_LINES:
            break
    source.put_back(more)
    return None


def _parse(text: str, delimiter: str, *, strict: bool = True) -> list[str] | None:
    """The cells of one record; strictly, None where the quotation marks do not stand as they should."""
    try:
        return next(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=strict), [])
    except csv.Error:
        return None
