"""Plain text and tables: what has no other signature, can be read to its end, and is no page and no script."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

HEAD = 4096
MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?php)\b", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
BLOCK = 1024 * 1024


def text_kind(file: Path) -> str | None:
    """`text/csv` or `text/plain`; None for what is no text, or is one that a browser or a shell would run."""
    with file.open("rb") as content:
        head = content.read(HEAD)
    if head.startswith(b"#!"):
        return None
    for encoding in _encodings(head):
        try:
            for block in _blocks(file, encoding):
                if CONTROL.search(block):
                    return None
        except UnicodeError:
            continue
        text = head.decode(encoding, "ignore")
        if is_markup(text.encode()) or text.lstrip("\ufeff \t\r\n").startswith("<"):
            return None
        return "text/csv" if _is_table(text) else "text/plain"
    return None


def is_markup(head: bytes) -> bool:
    """Whether a browser might take what begins so for a page or a drawing."""
    return MARKUP.search(head.replace(b"\0", b"")) is not None


def _encodings(head: bytes) -> tuple[str, ...]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return "utf-8-sig", "cp1252"


def _blocks(file: Path, encoding: str) -> Iterator[str]:
    with file.open(encoding=encoding, newline="") as text:
        while block := text.read(BLOCK):
            yield block


def _is_table(text: str) -> bool:
    """Two lines or more of as many cells each, parted alike."""
    lines = [line for line in text.splitlines()[:6] if line.strip()][:5]
    if len(lines) < 2:
        return False
    widths = ({len(row) for row in csv.reader(lines, delimiter=mark)} for mark in ",;\t")
    return any(len(found) == 1 and min(found) > 1 for found in widths)
