"""Taking a person out of the files of imports: lists that wait to be read, and error files.

A list keeps its number of rows, so that an import that has stopped goes on at the right one: the person's row is left
with empty cells, and fails as one that names nobody. From an error file the line goes.
"""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from crm.errors import UnreadableFileError
from crm.importing.encoding import STRAY_BYTES
from crm.importing.leftovers import folders, job_of
from crm.importing.records import read_records
from crm.importing.source import Source, open_source
from crm.models import Import
from quotahit.accounts.subjects.mentions import Mentions
from quotahit.accounts.subjects.subject import Subject


def remove_from_files(subject: Subject) -> int:
    """Rewrite the organization's files that name the person; returns how many lines were emptied or removed."""
    changed = 0
    for folder in folders(subject.organization.pk):
        changed += _empty_rows(folder / "list.csv", subject.mentions)
        changed += _drop_errors(folder / "errors.csv", job_of(folder), subject.mentions)
    return changed


def _empty_rows(file: Path, mentions: Mentions) -> int:
    """The rows of a list that is still there. The new file takes the place of the old one at once."""
    if not file.exists():
        return 0
    try:
        source = open_source(file)
    except UnreadableFileError:
        file.unlink()  # nobody can read it, so nobody can say who is in it
        return 1
    emptied = 0

    def rows() -> Iterator[Sequence[str]]:
        nonlocal emptied
        for cells in _all_rows(source):
            is_named = mentions.found_in(" ".join(cells))
            emptied += is_named
            yield [""] * len(cells) if is_named else cells

    beside = _written_beside(file, rows(), source.delimiter, "utf-8-sig")
    if emptied:
        beside.replace(file)
    else:
        beside.unlink()
    return emptied


def _all_rows(source: Source) -> Iterator[list[str]]:
    """Every record of the file, those before the header too."""
    with source.path.open(encoding=source.encoding, errors=STRAY_BYTES, newline="") as text:
        for record in read_records(text, source.delimiter, len(source.headers)):
            yield record.cells


def _drop_errors(file: Path, job: Import | None, mentions: Mentions) -> int:
    if not file.exists():
        return 0
    content = file.read_bytes()
    # Beyond `error_bytes` stands only what a crash has left behind.
    size = job.error_bytes if job else len(content)
    rows = list(csv.reader(io.StringIO(content[:size].decode(), newline="")))
    kept = [row for row in rows if not mentions.found_in(" ".join(row))]
    if len(kept) < len(rows) or len(content) > size:
        _written_beside(file, kept, ",", "utf-8").replace(file)
        Import.objects.filter(pk=job.pk if job else None).update(error_bytes=file.stat().st_size)
    return len(rows) - len(kept)


def _written_beside(file: Path, rows: Iterable[Sequence[str]], delimiter: str, encoding: str) -> Path:
    """A file next to this one with these rows, so that whoever reads finds the old or the new, and never a half."""
    beside = file.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding=encoding, newline="") as text:
        writer = csv.writer(text, delimiter=delimiter)
        for row in rows:
            if any(row) or len(row) < 2:
                writer.writerow(row)
            else:  # with a mark in its first cell, for a line that is blank altogether would not be counted
                text.write(f'""{delimiter * (len(row) - 1)}\r\n')
    return beside
