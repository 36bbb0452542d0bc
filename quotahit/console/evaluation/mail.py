"""Reads every raw mail below a folder as inbound mail is read."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from outreach.inbound.interpret import interpret

WRONG_USE = 2


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="Folder with raw mails: every *.eml below it is read.")


def run(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row for each mail, by path; what a mail does not state is blank."""
    folder: Path = options["folder"]
    if not folder.is_dir():
        raise CommandError(f"There is no folder {folder}.", returncode=WRONG_USE)
    for path in sorted(path for path in folder.rglob("*.eml") if path.is_file()):
        reading = interpret(path.read_bytes())
        yield {
            "file": path.relative_to(folder).as_posix(),
            "kind": reading.kind.value,
            "return_date": reading.return_date.isoformat() if reading.return_date else "",
            "alternate_contact": reading.alternate_contact,
            "status": reading.status,
        }
