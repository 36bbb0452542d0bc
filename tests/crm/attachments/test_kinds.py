"""What is taken and what is not, by the bytes; and what it is called then."""

from pathlib import Path

import pytest

from crm.attachments.kinds import ENDINGS, kind_of
from crm.attachments.names import clean_name
from crm.errors import FileRefusedError
from tests.crm.attachments.samples import DOCX, GIF, JPEG, ODT, PDF, PNG, PPTX, WEBP, XLSX, archive, ole

HTML = b"<!DOCTYPE html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, ".pdf"),
        (PNG, ".png"),
        (JPEG, ".jpg"),
        (GIF, ".gif"),
        (WEBP, ".webp"),
        (DOCX, ".docx"),
        (XLSX, ".xlsx"),
        (PPTX, ".pptx"),
        (ODT, ".odt"),
        (ole("Root Entry", "WordDocument"), ".doc"),
        (ole("Root Entry", "Workbook"), ".xls"),
        ("Grüße\nan alle\n".encode(), ".txt"),
        ("Grüße".encode("cp1252"), ".txt"),
        ("Grüße an alle".encode("utf-16"), ".txt"),
        (b"name,amount\nPump,5\nValve,7\n", ".csv"),
        (b"name;amount\r\nPump;5,00\r\n", ".csv"),
        (b"He said: 1 < 2, and a -> b.", ".txt"),
    ],
)
def test_the_bytes_say_what_it_is(tmp_path: Path, content: bytes, ending: str) -> None:
    file = tmp_path / "evil.exe"
    file.write_bytes(content)
    assert ending in ENDINGS[kind_of(file)][:2]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"MZ\x90\x00" + bytes(60) + b"PE\0\0", id="program of Windows"),
        pytest.param(b"\x7fELF\x02\x01" + bytes(60), id="program of Linux"),
        pytest.param(b"#!/bin/sh\nrm -rf /\n", id="script"),
        pytest.param(HTML, id="page"),
        pytest.param(b"   \n<?xml version='1.0'?><svg onload='alert(1)'/>", id="drawing"),
        pytest.param(b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'/>", id="drawing behind a mark"),
        pytest.param(b"<!--" + b" " * 6000 + b"--><svg/>", id="drawing behind a long comment"),
        pytest.param("<html><script>".encode("utf-16"), id="page in two bytes a letter"),
        pytest.param(b"hello <script>alert(1)</script>", id="text with a script"),
        pytest.param(b"hello\0world", id="text with a zero"),
        pytest.param(b"Grusse \x9d\x81", id="text of no code"),
        pytest.param(archive("evil.exe"), id="archive"),
        pytest.param(archive("x", mimetype=b"text/plain"), id="archive that says it is text"),
        pytest.param(archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), id="macros"),
        pytest.param(archive("[Content_Types].xml", "word/document.xml", "Main.class"), id="document and program"),
        pytest.param(archive("Basic/x.xml", mimetype=b"application/vnd.oasis.opendocument.text"), id="open macros"),
        pytest.param(archive("[Content_Types].xml", "word/document.xml")[:-10], id="cut off"),
        pytest.param(ole("WordDocument", "_VBA_PROJECT"), id="old macros"),
        pytest.param(ole("Root Entry", "Property"), id="installer"),
        pytest.param(GIF + archive("Main.class"), id="image and archive"),
        pytest.param(PDF + archive("a.txt"), id="paper and archive"),
        pytest.param(b"GIF89a/*" + HTML + b"*/", id="image and page"),
        pytest.param(b"\xff\xd8\xff\xe0" + PDF, id="image and paper"),
        pytest.param(b"plain words\n" + archive("Main.class"), id="words and archive"),
    ],
)
def test_what_acts_or_deceives_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "harmless.pdf"
    file.write_bytes(content)
    with pytest.raises(FileRefusedError):
        kind_of(file)


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        ("Offer.PDF", "application/pdf", "Offer.PDF"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\Dana\\offer.pdf", "application/pdf", "offer.pdf"),
        ("run.bat", "text/plain", "run.bat.txt"),
        ("photo.pdf", "image/png", "photo.pdf.png"),
        ("off\0er\n.pdf", "application/pdf", "off er .pdf"),
        ("\u202efdp.exe", "application/pdf", "fdp.exe.pdf"),
        ('a"b<c>.pdf', "application/pdf", "a b c .pdf"),
        ("", "application/pdf", "file.pdf"),
        ("..", "image/png", "file.png"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "application/pdf", "x" * 146 + ".pdf"),
        ("Angebot für Zoë.pdf", "application/pdf", "Angebot für Zoë.pdf"),
    ],
)
def test_a_name_is_a_name_and_its_ending_true(given: str, kind: str, expected: str) -> None:
    assert clean_name(given, kind) == expected
