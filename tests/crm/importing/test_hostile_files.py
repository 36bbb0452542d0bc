"""What is no list is refused in words, quickly, and kept nowhere; what is one is read whatever is in its cells."""

import csv
import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.errors import ImportingError, UnreadableFileError
from crm.importing import drafts
from crm.importing.drafts import preview_rows, start_draft
from crm.importing.source import open_source
from crm.models import Import
from quotahit.accounts.models import Organization, User

SECONDS = 20  # far more than any of these takes, even on a busy machine


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", bytes(20_000_000))
    return packed.getvalue()


OTHERS = {
    "workbook or zip bomb": _zip(),
    "gzip bomb": gzip.compress(bytes(20_000_000)),
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20,
    "photo": b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(256)) * 20,
    "program": b"\x7fELF\x02\x01\x01" + bytes(3000),
    "pdf": b"%PDF-1.7\n",
    "rtf": b"{\\rtf1 hello}",
    "zeros": bytes(10_000),
    "noise": bytes((n * 7919 + n // 3) % 256 for n in range(10_000)),
    "one line": b"x," * 3_000_000,
    "one cell": b'a,b\n"' + b"x" * 5_000_000,
    "columns": b"c," * 50_000 + b"\n",
    "nothing": b"",
    "blank": b" \n\n\t\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_list_is_refused_and_not_kept(name: str, acme: Organization, tmp_path: Path, settings) -> None:
    settings.HOME = tmp_path
    began = time.monotonic()
    with pytest.raises(UnreadableFileError):
        start_draft(acme, SimpleUploadedFile("list.csv", OTHERS[name]), "list.csv", by=None)
    assert time.monotonic() - began < SECONDS
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not Import.objects.exists()


def test_a_file_over_the_limit_is_refused_while_it_is_copied(acme: Organization, tmp_path: Path, settings, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(drafts, "MAX_BYTES", 10_000)
    with pytest.raises(UnreadableFileError, match="larger"):
        start_draft(acme, SimpleUploadedFile("list.csv", b"Email\n" + b"a@b.example\n" * 2000), "list.csv", by=None)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    "name",
    ["../../../etc/cron.d/x", "/etc/passwd", "..\\..\\x.csv", "a\0b.csv", "x" * 5000, "<script>.csv", "\u202evsc.exe"],
)
def test_the_name_of_a_file_leads_nowhere(name: str, as_alice: Client, acme: Organization, tmp_path: Path, settings):
    settings.HOME = tmp_path
    body = b"First Name,Email\nNia,nia@x.example\n"
    answer = as_alice.post("/import/", {"file": SimpleUploadedFile(name, body, content_type="image/png")})
    assert answer.status_code == 302
    for kept in tmp_path.rglob("*"):
        assert kept.is_dir() or kept.name == "list.csv"
        assert oct(kept.stat().st_mode)[-2:] in ("00", "44", "55") or kept.is_dir()
    for job in Import.objects.all():
        assert "/" not in job.file_name
        assert as_alice.get(f"/import/{job.pk}/mapping/").status_code == 200


def test_a_formula_is_a_word_in_what_we_hand_out(acme: Organization, alice: User, tmp_path: Path, settings, as_alice):
    """The error file is opened in a spreadsheet, which must not run what a lead's export says."""
    from crm.importing.drafts import start_import
    from crm.importing.running import run_import

    settings.HOME = tmp_path
    rows = 'First Name,Email\n=cmd|x,not an address\n"@SUM(1)",-\n+1,=1+1\n'
    job = start_draft(acme, SimpleUploadedFile("l.csv", rows.encode()), "l.csv", by=alice)
    start_import(job, actor=alice)
    job.refresh_from_db()
    run_import(job)
    job.refresh_from_db()
    answer = as_alice.get(f"/import/{job.pk}/errors/")
    if answer.status_code == 200:
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        answer.close()
        assert answer.headers["Content-Disposition"].startswith("attachment")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))]


CELLS = st.text(max_size=30)
DIALECTS = st.tuples(
    st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "shift_jis"]),
)
QUIET = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@QUIET
@given(DIALECTS)
def test_any_dialect_opens_or_is_refused_in_words(tmp_path: Path, written: tuple) -> None:
    rows, delimiter, end, encoding = written
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    path = tmp_path / "list.csv"
    path.write_bytes(text.getvalue().encode(encoding, "replace"))
    _opens_or_is_refused(path)


@QUIET
@given(st.binary(max_size=3000))
def test_any_bytes_open_or_are_refused_in_words(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(written)
    _opens_or_is_refused(path)


def _opens_or_is_refused(path: Path) -> None:
    try:
        opened = open_source(path)
        for record in opened.records():
            "".join(record.cells).encode()  # no half of a character, and
            assert "\0" not in "".join(record.cells)  # no zero, gets as far as the database
    except ImportingError:
        return  # a refusal is an answer; anything else is a failure of ours


def test_a_strange_list_is_shown_as_it_is(acme: Organization, tmp_path: Path, settings, as_alice: Client) -> None:
    settings.HOME = tmp_path
    rows = "First Name,Email,Notes\n<b>Nia</b>,nia@x.example,\u202egnp.exe\nОльга,olga@раураl.example,{{7*7}}\n"
    job = start_draft(acme, SimpleUploadedFile("l.csv", rows.encode()), "<i>l.csv", by=None)
    page = as_alice.get(f"/import/{job.pk}/mapping/").content.decode()
    assert "&lt;b&gt;Nia" in page
    assert "<b>Nia" not in page
    assert "<i>l.csv" not in page
    assert len(preview_rows(job)) == 2
