"""Files that are no list of delimited text, refused with advice: told by how they begin, or by what no text holds."""

import re
from collections.abc import Sequence
from pathlib import Path

from crm.errors import UnreadableFileError

BEGINNING = 4096
_WORKBOOK = "Save the sheet as CSV (UTF-8) and import that."
_LIST = "Export the list as CSV and import that."
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", f"This is an Excel workbook or a ZIP archive. {_WORKBOOK}"),
    (b"PK\x05\x06", f"This is an empty ZIP archive. {_WORKBOOK}"),
    (b"\xd0\xcf\x11\xe0", f"This is an old Excel workbook. {_WORKBOOK}"),
    (b"\x1f\x8b", "This file is compressed. Unpack it and import the CSV in it."),
    (b"BZh", "This file is compressed. Unpack it and import the CSV in it."),
    (b"7z\xbc\xaf", "This file is compressed. Unpack it and import the CSV in it."),
    (b"%PDF", f"This is a PDF. {_LIST}"),
    (b"{\\rt", f"This is a text document, not a list. {_LIST}"),
    *((mark, f"This is a picture. {_LIST}") for mark in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")),
)
# How texts begin that hold data, but not in rows of cells; the byte-order mark and blanks before it do not count.
_LANGUAGES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"<(?:!doctype|html|\?xml|table|workbook)\b", re.IGNORECASE), f"This is a web page or XML. {_LIST}"),
    (re.compile(rb"\{\s*\"[^\"\n]*\"\s*:|\[\s*[\[{]"), f"This is JSON. {_LIST}"),
    (re.compile(rb"BEGIN:V(?:CARD|CALENDAR)\b", re.IGNORECASE), f"This is a vCard or calendar. {_LIST}"),
)
_NEVER_IN_TEXT = frozenset(map(chr, range(1, 32))) - frozenset("\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f")
_BINARY = f"This is no text file. {_LIST}"


def refuse_other_formats(path: Path) -> None:
    """Raises UnreadableFileError, with what to do instead, for an empty file and one of a known other kind."""
    with path.open("rb") as file:
        head = file.read(BEGINNING)
    if not head:
        raise UnreadableFileError("The file is empty.")
    for mark, explanation in _SIGNATURES:
        if head.startswith(mark):
            raise UnreadableFileError(explanation)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, explanation in _LANGUAGES:
        if beginning.match(text):
            raise UnreadableFileError(explanation)


def refuse_binary(lines: Sequence[str]) -> None:
    """Raises UnreadableFileError where the first lines, decoded, hold what no program writes into a list.

    A stray control character or zero byte is forgiven.
    """
    text = "".join(lines)[: 4 * BEGINNING]
    controls, zeros = sum(letter in _NEVER_IN_TEXT for letter in text), text.count("\0")
    if controls > max(3, 0.01 * len(text)) or zeros > max(8, 0.3 * len(text)):
        raise UnreadableFileError(_BINARY)
