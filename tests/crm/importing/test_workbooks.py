"""An Excel workbook is a list like any: typed cells, one sheet, nothing run, and nothing dangerous opened."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from crm.errors import UnreadableFileError
from crm.importing import workbooks
from crm.importing.drafts import start_draft
from crm.models import Contact, Import
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import bring_in, counts, draft, errors, keep

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 5, 4)  # noqa: DTZ001 - a workbook knows no zones
HEADERS = ["Name", "Email", "Phone", "Employees", "Company", "Renewal", "Size", "Since"]
ERIN = [
    *("Erin Evans", "erin@a.example", 12125550142, 120.0, "Initech", DAY, 38.5, date(2024, 1, 2)),
]
SHEET = "xl/worksheets/sheet1.xml"


def book(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one more part, or with another in its place."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return changed.getvalue()


PEOPLE = book(("People", [HEADERS, ERIN]))


def test_typed_cells_are_read_by_their_type(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, PEOPLE, "people.xlsx"))
    assert counts(job) == (1, 0, 0, 0)
    assert job.encoding == "sheet “People”"
    erin = Contact.objects.get()
    assert (erin.name, erin.phones.get().number, erin.company.employees) == ("Erin Evans", "+12125550142", 120)
    assert erin.custom["renewal"] == "2026-05-04"
    assert erin.custom["size"] == "38.5"
    assert [path.name for path in job.file.parent.iterdir()] == ["list.csv"]  # the workbook itself is not kept


def test_a_sheet_is_chosen_by_name_or_number(
    acme: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = keep(tmp_path, book(("Cover", [["Leads of May"]]), ("People", [HEADERS, ERIN])), "two.xlsx")
    for sheet in ("people", "2"):
        call_command("import_contacts", path, "--sheet", sheet, "--dry-run", "--json")
        assert json.loads(capsys.readouterr().out)["created"] == 1
    with pytest.raises(UnreadableFileError, match="It has: Cover, People"):
        from_sheet(acme, path, "Firms")


def from_sheet(organization: Organization, path: Path, sheet: str) -> Import:
    return start_draft(organization, path, path.name, by=None, sheet=sheet)


def test_rows_are_numbered_as_the_spreadsheet_shows_them(acme: Organization, tmp_path: Path) -> None:
    rows = [["Our leads"], [], HEADERS, ERIN, [], [None, None, None, 12]]
    job = bring_in(acme, keep(tmp_path, book(("People", rows)), "people.xlsx"))
    assert [line["row"] for line in errors(job)] == ["6"]


def test_a_formula_is_never_run_and_text_stays_text(acme: Organization, tmp_path: Path) -> None:
    rows = [["Name", "Email", "Sum", "Said"], ["Erin Evans", "erin@a.example", "=1+1", "a;b\nc"]]
    bring_in(acme, keep(tmp_path, book(("People", rows)), "people.xlsx"))
    assert Contact.objects.get().custom == {"said": "a;b\nc"}  # no value was saved with the formula


def test_one_column_is_a_list_too(acme: Organization, tmp_path: Path) -> None:
    rows = [["Email"], ["a@a.example; b@a.example"], ["c@a.example"]]
    assert bring_in(acme, keep(tmp_path, book(("People", rows)), "people.xlsx")).created == 2


def encrypted(content: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (encrypted, "password"),
        (lambda content: content[: len(content) // 2], "Excel"),
        (lambda content: with_part(content, SHEET, b"<worksheet><sheetData><row>"), "damaged"),
        (lambda content: with_part(content, "xl/workbook.xml", b""), "damaged"),
        (lambda content: with_part(content, "xl/vbaProject.bin", b"x"), "macros"),
        (lambda content: with_part(content, "xl/externalLinks/externalLink1.xml", b"<a/>"), "other files"),
        (lambda content: with_part(content, SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'), "not opened"),
        (lambda content: with_part(content, "xl/media/zeros", bytes(2_000_000)), "unpacks to more"),
    ],
)
def test_what_is_broken_or_dangerous_is_refused_with_a_sentence(
    acme: Organization,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[bytes], bytes],
    word: str,
) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(UnreadableFileError, match=word):
        draft(acme, keep(tmp_path, spoil(PEOPLE), "people.xlsx"))
    assert not Import.objects.exists()


@pytest.mark.parametrize(("limit", "most"), [("MOST_CELLS", 10), ("MOST_WRITTEN", 60), ("MOST_COLUMNS", 3)])
def test_a_sheet_that_turns_out_too_big_is_refused(
    acme: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(workbooks, limit, most)
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        draft(acme, keep(tmp_path, PEOPLE, "people.xlsx"))
