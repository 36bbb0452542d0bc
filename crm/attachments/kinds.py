"""What a file is, by its bytes: the name says nothing.

Taken are documents, tables, presentations, images and plain text. What may act by itself is not: programs, pages with
scripts in them, documents with macros. Nor is what is two things at once, or an archive, in which anything may hide.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from crm.attachments.words import is_markup, text_kind
from crm.errors import FileRefusedError

HEAD, TAIL = 4096, 66_000
END_OF_ZIP = b"PK\x05\x06"
PDF = "application/pdf"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
OOXML = {
    "word/document.xml": f"{_OOXML}wordprocessingml.document",
    "xl/workbook.xml": f"{_OOXML}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OOXML}presentationml.presentation",
}
OLE = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
ENDINGS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    OOXML["word/document.xml"]: (".docx",),
    OOXML["xl/workbook.xml"]: (".xlsx",),
    OOXML["ppt/presentation.xml"]: (".pptx",),
    f"{_ODF}text": (".odt",),
    f"{_ODF}spreadsheet": (".ods",),
    f"{_ODF}presentation": (".odp",),
    OLE["WordDocument"]: (".doc",),
    OLE["Workbook"]: (".xls",),
    OLE["PowerPoint Document"]: (".ppt",),
    "text/plain": (".txt", ".md", ".log", ".vcf", ".ics", ".eml", ".json"),
    "text/csv": (".csv", ".tsv", ".txt"),
}
TAKEN = "PDF, images, office documents without macros, text and CSV"
PROGRAMS = tuple(
    f".{ending}"
    for ending in ["exe", "dll", "scr", "com", "bat", "cmd", "ps1", "vbs", "js", "hta", "jar", "class", "lnk", "sh"]
)
ACTIVE_PARTS = ("vbaproject", "/activex/", "basic/", "scripts/", "macrosheets/")


def kind_of(file: Path) -> str:
    """The content type of a file that is taken; FileRefusedError for every other, with the reason in words."""
    with file.open("rb") as content:
        head = content.read(HEAD)
        content.seek(max(file.stat().st_size - TAIL, 0))
        tail = content.read()
    if not head:
        raise FileRefusedError("This file is empty.")
    if head.startswith(b"PK"):
        _insist_on_one_thing(b"%PDF-" not in head)
        return _packed(file)
    if head.startswith(OLD_OFFICE):
        return _old_office(file.read_bytes())
    kind = _by_signature(head) or text_kind(file)
    if kind is None:
        raise FileRefusedError(f"This is no kind of file that is kept here. Taken are {TAKEN}.")
    is_text = kind.startswith("text/")
    _insist_on_one_thing(END_OF_ZIP not in tail and (is_text or not (is_markup(head) or b"%PDF-" in head[1:])))
    return kind


def _insist_on_one_thing(is_one: bool) -> None:
    if not is_one:
        raise FileRefusedError("This file is two things at once, which only what wants to deceive is.")


def _by_signature(head: bytes) -> str | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    signatures = {
        b"%PDF-": PDF,
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF87a": "image/gif",
        b"GIF89a": "image/gif",
    }
    return next((kind for start, kind in signatures.items() if head.startswith(start)), None)


def _packed(file: Path) -> str:
    """Documents of today are archives of known parts; the directory is read, and nothing unpacked but one word."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            kind = _of_parts(names) or _of_word(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as problem:
        raise FileRefusedError("This file is damaged, or no document.") from problem
    if kind is None:
        raise FileRefusedError("Archives are not taken: unpack it, and add what is in it.")
    if any(part in f"/{name.lower()}" for name in names for part in ACTIVE_PARTS):
        raise FileRefusedError("This document has macros in it, and is not taken. Save it without them.")
    if any(name.lower().endswith(PROGRAMS) for name in names):
        raise FileRefusedError("There is a program in this document, and it is not taken.")
    return kind


def _of_parts(names: list[str]) -> str | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in OOXML.items() if part in names), None)


def _of_word(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    """Open documents name their kind in their first part."""
    if names[:1] != ["mimetype"] or archive.getinfo("mimetype").file_size > 100:
        return None
    kind = archive.read("mimetype").decode("ascii", "replace").strip()
    return kind if kind.startswith(_ODF) and kind in ENDINGS else None


def _old_office(content: bytes) -> str:
    """Documents of before 2007 name their parts in UTF-16; so do installers, which are none."""
    if any(f"{word}\0".encode("utf-16-le") in content for word in ("_VBA_PROJECT", "Macros")):
        raise FileRefusedError("This document has macros in it, and is not taken. Save it without them.")
    kind = next((kind for part, kind in OLE.items() if f"{part}\0".encode("utf-16-le") in content), None)
    if kind is None:
        raise FileRefusedError(f"This is no kind of file that is kept here. Taken are {TAKEN}.")
    return kind
