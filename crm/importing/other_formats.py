"""Files that are no list of delimited text, refused with advice: told by how they begin, or by what no text holds."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.errors import UnreadableFileError

BEGINNING = 4096
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", _("This is an Excel workbook or a ZIP archive. Save the sheet as CSV (UTF-8) and import that.")),
    (b"PK\x05\x06", _("This is an empty ZIP archive. Save the sheet as CSV (UTF-8) and import that.")),
    (b"\xd0\xcf\x11\xe0", _("This is an old Excel workbook. Save the sheet as CSV (UTF-8) and import that.")),
    *(
        (mark, _("This file is compressed. Unpack it and import the CSV in it."))
        for mark in (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")
    ),
    (b"%PDF", _("This is a PDF. Export the list as CSV and import that.")),
    (b"{\\rt", _("This is a text document, not a list. Export the list as CSV and import that.")),
    *(
        (mark, _("This is a picture. Export the list as CSV and import that."))
        for mark in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
    ),
)
# How texts begin that hold data, but not in rows of cells; the byte-order mark and blanks before it do not count.
_LANGUAGES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (
        re.compile(rb"<(?:!doctype|html|\?xml|table|workbook)\b", re.IGNORECASE),
        _("This is a web page or XML. Export the list as CSV and import that."),
    ),
    (re.compile(rb"\{\s*\"[^\"\n]*\"\s*:|\[\s*[\[{]"), _("This is JSON. Export the list as CSV and import that.")),
    (
        re.compile(rb"BEGIN:V(?:CARD|CALENDAR)\b", re.IGNORECASE),
        _("This is a vCard or calendar. Export the list as CSV and import that."),
    ),
)
_NEVER_IN_TEXT = frozenset(map(chr, range(1, 32))) - frozenset("\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f")
_BINARY = _("This is no text file. Export the list as CSV and import that.")


def refuse_other_formats(path: Path) -> None:
    """Raises UnreadableFileError, with what to do instead, for an empty file and one of a known other kind."""
    with path.open("rb") as file:
        head = file.read(BEGINNING)
    if not head:
        raise UnreadableFileError(gettext("The file is empty."))
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
