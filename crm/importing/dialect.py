"""How a file is laid out: its delimiter, and which row is the header."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from crm.importing import headers
from crm.importing.records import Record, read_records

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 50
HEADER_WITHIN = 20
_DECLARED = re.compile(r"^\s*sep=(.)\s*$", re.IGNORECASE)
_DATA = re.compile(r"^\S+@\S+\.\S+$|^https?://|^[+(]?\d[\d\s()./-]{5,}$|^\d+([.,]\d+)?$")


def declared_delimiter(first_line: str) -> str:
    """The delimiter that a first line "sep=;", as Excel writes it, declares; "" for any other line."""
    found = _DECLARED.match(first_line)
    return found[1] if found else ""


def detect_delimiter(lines: Sequence[str]) -> str:
    """The delimiter by which the first records come out most alike, with the most columns; a comma when none does."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[int, float, int]:
    records = list(islice(read_records(lines, delimiter), SAMPLE_RECORDS))
    widths = Counter(len(record.cells) for record in records if len(record.cells) > 1)
    if not widths:
        return 0, 0.0, 0
    width, alike = max(widths.items(), key=lambda item: (item[1], item[0]))
    known = max((_known(record) for record in records[:HEADER_WITHIN]), default=0)
    return known, alike / len(records), width


def find_header(records: Sequence[Record]) -> int | None:
    """The index in `records` of the header row; None when the file begins with data.

    The first row with at least two known headers, and not with as many addresses or numbers, is one (a title or notes
    may stand above it); failing that, a row of which a lone known one makes up half, without any such data. Failing
    that too, the first row of full width is, unless it holds data.
    """
    first = list(enumerate(records[:HEADER_WITHIN]))
    for index, record in first:
        if (known := _known(record)) >= 2 and known > _data(record):
            return index
    for index, record in first:
        if (
            _known(record)
            and 2 * _known(record) >= len([cell for cell in record.cells if cell.strip()])
            and not _data(record)
        ):
            return index
    width = max((len(record.cells) for record in records), default=0)
    for index, record in first:
        if len(record.cells) == width:
            return None if _data(record) else index
    return None


def _known(record: Record) -> int:
    return sum(headers.known(cell) for cell in record.cells if len(cell) < 80)


def _data(record: Record) -> int:
    """How many cells hold what no header does: an address or a number."""
    return sum(bool(_DATA.match(cell.strip())) for cell in record.cells)


def unique_headers(cells: Sequence[str]) -> list[str]:
    """The headers trimmed, blank ones numbered and repeated ones told apart: "Email", "Column 2", "Email (2)"."""
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"Column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
