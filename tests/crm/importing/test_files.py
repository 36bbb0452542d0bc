"""Files as programs really write them: each is opened as what it is, and a broken line costs itself alone."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.errors import UnreadableFileError
from crm.importing.records import UNCLOSED, Record, read_records
from crm.importing.source import open_source
from tests.crm.importing.lists import keep

GERMAN = (
    "Vorname;Nachname;E-Mail;Ort\r\nJürgen;Größe;j.groesse@firma.example;Köln\r\nZoë;Weiß;zoe@firma.example;Gießen\r\n"
)
POLISH = "Imię;Nazwisko;Email\r\nŁukasz;Wiśniewski;l@firma.example\r\nMałgorzata;Dąbrowska;m@firma.example\r\n"
JAPANESE = "名前;メール;会社\r\n山田 太郎;taro@a.example;東京商事\r\n"
RUSSIAN = "Name;Email\r\nИван Петров;ivan@firma.example\r\nАнна Сидорова;anna@firma.example\r\n"


def cells(path: Path) -> list[list[str]]:
    return [record.cells for record in open_source(path).records()]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (GERMAN, "utf-32"),
        (GERMAN, "cp1252"),
        (GERMAN, "latin-1"),
        (GERMAN, "mac_roman"),
        (GERMAN, "cp850"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-16-le"),
        (JAPANESE, "utf-16-le"),
        (JAPANESE, "utf-16-be"),
        (JAPANESE, "cp932"),
    ],
)
def test_the_encoding_is_found_whatever_program_wrote_the_file(tmp_path: Path, text: str, encoding: str) -> None:
    path = keep(tmp_path, text.encode(encoding))
    assert cells(path) == [line.split(";") for line in text.split("\r\n")[1:-1]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_even_when_cells_hold_others(tmp_path: Path, delimiter: str) -> None:
    rows = [["Name", "Email", "Note"], ["Erin Evans", "erin@a.example", "1,5; 2"], ["Fred Fox", "fred@a.example", ""]]
    text = "".join(delimiter.join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    source = open_source(keep(tmp_path, text))
    assert (source.delimiter, list(source.headers)) == (delimiter, rows[0])
    assert cells(source.path) == rows[1:]


def test_a_delimiter_that_excel_declares_is_obeyed(tmp_path: Path) -> None:
    source = open_source(keep(tmp_path, "sep=;\r\nName;Email\r\nErin, Evans;e@a.example\r\n"))
    assert [record.cells for record in source.records()] == [["Erin, Evans", "e@a.example"]]


def test_old_mac_line_ends_are_line_ends(tmp_path: Path) -> None:
    assert cells(keep(tmp_path, "Name,Email\rErin,e@a.example\r")) == [["Erin", "e@a.example"]]


def test_quoted_cells_may_hold_lines_delimiters_and_quotes(tmp_path: Path) -> None:
    path = keep(tmp_path, 'Name,Company\nErin,"Smith, ""Big"" & Sons\nHolding"\nFred,Fox\n')
    assert cells(path) == [["Erin", 'Smith, "Big" & Sons\nHolding'], ["Fred", "Fox"]]


def test_the_header_may_stand_below_a_title_and_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path) -> None:
    source = open_source(keep(tmp_path, "Leads of May\n\nFirst Name,Email\n\nErin,e@a.example\n"))
    assert source.headers == ("First Name", "Email")
    assert [record.number for record in source.records()] == [5]


@pytest.mark.parametrize(
    "above",
    [
        "Report:,Contacts of the quarter,,\nCreated,2026-01-05,,\n,,,\n",
        'Notes:\n"Some addresses are missing, see https://a.example/why"\n\n',
        "Source,HubSpot,,\n",
    ],
    ids=["report", "LinkedIn", "a known word"],
)
def test_notes_above_the_header_are_not_taken_for_it(tmp_path: Path, above: str) -> None:
    source = open_source(keep(tmp_path, above + "First Name,Last Name,Email,Created\nErin,Evans,e@a.example,2026\n"))
    assert source.headers == ("First Name", "Last Name", "Email", "Created")
    assert source.count() == 1


def test_a_file_without_a_header_begins_with_data(tmp_path: Path) -> None:
    source = open_source(keep(tmp_path, "Erin,erin@a.example\nFred,fred@a.example\n"))
    assert source.headers == ("Column 1", "Column 2")
    assert source.count() == 2


def test_blank_and_repeated_headers_are_told_apart(tmp_path: Path) -> None:
    source = open_source(keep(tmp_path, "Email, Email ,,Name\na@a.example,b@a.example,x,Erin\n"))
    assert source.headers == ("Email", "Email (2)", "Column 3", "Name")


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_alone() -> None:
    lines = ["a,b\n", 'Erin,"Evans\n', "Fred,Fox\n", 'Gil,5" pipe\n', 'Hal,"Hill"\n']
    assert list(read_records(lines, ",", 2)) == [
        Record(1, ["a", "b"]),
        Record(2, ["Erin", "Evans\n"], UNCLOSED),
        Record(3, ["Fred", "Fox"]),
        Record(4, ["Gil", '5" pipe']),
        Record(5, ["Hal", "Hill"]),
    ]


def test_zero_bytes_and_very_long_cells_are_read(tmp_path: Path) -> None:
    path = keep(tmp_path, "Name,Note\nEr\0in," + "x" * 300_000 + "\n")
    assert cells(path) == [["Erin", "x" * 300_000]]


def test_one_line_in_another_encoding_does_not_spoil_a_file(tmp_path: Path) -> None:
    good = "".join(f"Zoë {n},z{n}@a.example\n" for n in range(8)).encode()
    path = keep(tmp_path, b"Name,Email\n" + good + "Jürgen,j@a.example\n".encode("cp1252"))
    assert cells(path)[0][0] == "Zoë 0"
    assert cells(path)[-1][0] == "Jürgen"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"PK\x03\x04 workbook", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08\0packed", "compressed"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b'[\n {"name": "Erin"}]', "JSON"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rows/>", "XML"),
        (b"<!DOCTYPE html>\n<html>", "web page"),
        (b"BEGIN:VCARD\nFN:Erin\n", "vCard"),
        (b"SQLite format 3\0" + bytes(range(256)) * 20, "no text"),
        (b"\x7fELF\x02\x01" + b"\0\0\x03\0" * 500, "no text"),
        (random.Random(1).randbytes(5000), "no text"),
    ],
)
def test_what_is_no_list_is_refused_with_advice(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        open_source(keep(tmp_path, content))


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from('ab",;\n\r'), max_size=200))
def test_no_text_stops_the_reader_and_no_line_is_lost(text: str) -> None:
    lines = text.splitlines(keepends=True)
    kept = "".join(character for record in read_records(lines, ",") for cell in record.cells for character in cell)
    assert kept.count("a") == text.count("a")
    assert kept.count("b") == text.count("b")
