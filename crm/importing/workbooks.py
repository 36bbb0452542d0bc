"""An Excel workbook, read as a list: one sheet of it is written down as CSV, and from there on it is a list like any.

A workbook is an archive that may unpack to anything, so its sizes are asked before a part is opened and counted while
it is read. Nothing in it is run: formulas give the value that was saved with them, and workbooks with macros or links
to other files are refused.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.errors import UnreadableFileError

MOST_UNPACKED = 500 * 1024 * 1024
MOST_SHARED = 100 * 1024 * 1024  # of its texts, which are held in memory
MOST_PARTS = 2_000
MOST_COLUMNS = 2_000
MOST_CELLS = 20_000_000
MOST_WRITTEN = 200 * 1024 * 1024
MOST_BLANK_ROWS = 100_000
BEGINNING = 65_536
DECLARED = "sep=,\r\n"  # spares the list a guess at its delimiter
_OLD = b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
BROKEN = _("This workbook is damaged or of a kind that cannot be read. Save the sheet as CSV (UTF-8) and import that.")
TOO_BIG = _("This workbook unpacks to more than any list needs. Save the sheet as CSV (UTF-8) and import that.")
PROTECTED = _("This workbook is protected by a password. Save it without one, or save the sheet as CSV (UTF-8).")
MACROS = _(
    "This workbook holds macros. Save it as a workbook without macros (.xlsx), or save the sheet as CSV (UTF-8)."
)
LINKS = _(
    "This workbook takes values from other files, which may be out of date. "
    "Save the sheet as CSV (UTF-8) and import that."
)
ENTITIES = _(
    "This workbook holds what no spreadsheet program writes, and is not opened. "
    "Save the sheet as CSV (UTF-8) and import that."
)


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook of the present kind; raises UnreadableFileError for a protected one."""
    with path.open("rb") as file:
        head = file.read(4)
        if head == _OLD and _PROTECTED in file.read(1024 * 1024):
            raise UnreadableFileError(PROTECTED)
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def write_as_list(path: Path, list_path: Path, sheet: str = "") -> str:
    """Write a sheet (by name or number, else the first) as CSV; returns its name. Raises UnreadableFileError."""
    _refuse_dangers(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and dates that openpyxl does not know
            from openpyxl import load_workbook  # megabytes, which go unspent where nobody brings a workbook

            with closing(load_workbook(path, read_only=True, data_only=True, keep_links=False)) as book:
                chosen = _chosen(book, sheet)
                chosen.reset_dimensions()  # what a sheet says of its size is not always so
                with list_path.open("w", encoding="utf-8", newline="") as text:
                    _write(chosen.iter_rows(values_only=True), text)
                return str(chosen.title)
    except UnreadableFileError:
        raise
    except Exception as problem:
        raise UnreadableFileError(BROKEN) from problem


def _refuse_dangers(path: Path) -> None:
    """By the archive's table of contents and the beginning of each part: XML with words of its own is no sheet."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            shared = [part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml")]
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnreadableFileError(TOO_BIG)
            if max(shared, default=0) > MOST_SHARED:
                raise UnreadableFileError(TOO_BIG)
            names = [part.filename.lower() for part in parts]
            if any(part.flag_bits & 1 for part in parts):
                raise UnreadableFileError(PROTECTED)
            if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
                raise UnreadableFileError(MACROS)
            if any(name.startswith("xl/externallinks/") for name in names):
                raise UnreadableFileError(LINKS)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        _refuse_own_words(content.read(BEGINNING))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as problem:
        raise UnreadableFileError(BROKEN) from problem


def _refuse_own_words(beginning: bytes) -> None:
    if b"<!DOCTYPE" in (text := beginning.replace(b"\0", b"").upper()) or b"<!ENTITY" in text:
        raise UnreadableFileError(ENTITIES)


def _chosen(book: Any, sheet: str) -> Any:
    sheets = book.worksheets
    if not sheets:
        raise UnreadableFileError(gettext("This workbook has no sheet with cells."))
    by_name = {each.title.casefold(): each for each in sheets}
    if not sheet.strip():
        return sheets[0]
    if found := by_name.get(sheet.strip().casefold()):
        return found
    if sheet.strip().isdecimal() and 1 <= int(sheet) <= len(sheets):
        return sheets[int(sheet) - 1]
    raise UnreadableFileError(
        gettext("The workbook has no sheet “{sheet}”. It has: {value}.").format(
            sheet=sheet, value=", ".join(each.title for each in sheets)
        )
    )


def _write(rows: Iterator[tuple[Any, ...]], text: io.TextIOBase) -> None:
    """Row by row; blank ones between others stay, so that a row's number is the one that the spreadsheet shows."""
    writer = csv.writer(text)
    text.write(DECLARED)
    blank = cells = written = 0
    for row in rows:
        cells += len(row)
        values = [_text(value) for value in row[:MOST_COLUMNS]]
        while values and not values[-1]:
            values.pop()
        if cells > MOST_CELLS or any(value is not None for value in row[MOST_COLUMNS:]):
            raise UnreadableFileError(TOO_BIG)
        if not values:
            blank += 1
            if blank > MOST_BLANK_ROWS:
                return
            continue
        text.write("\r\n" * blank)
        blank = 0
        writer.writerow(values)
        written += sum(map(len, values))
        if written > MOST_WRITTEN:
            raise UnreadableFileError(TOO_BIG)


def _text(value: Any) -> str:
    """A cell as a list has it: dates as ISO writes them, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
