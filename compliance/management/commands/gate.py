"""Replay a case file through the gate: `bin/manage gate --cases FILE [--json]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from compliance.cases import CaseError, CaseFileError, CaseLine, facts_of, read_cases
from compliance.decision import decide
from compliance.rules import current


class Command(BaseCommand):
    help = "Decide every line of a case file and compare with what the line expects. Exit 1 when one disagrees."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=Path, required=True, metavar="FILE", help="CSV with a case on each line")
        parser.add_argument("--json", action="store_true", help="one JSON object in place of the table")

    def handle(self, *, cases: Path, json: bool, **options: Any) -> None:
        try:
            lines = read_cases(cases)
        except (OSError, UnicodeDecodeError, CaseFileError) as error:
            raise CommandError(str(error), returncode=2) from None
        mismatches = [(line, got) for line in lines if not line.agrees(got := self._decide(line))]
        self._report(lines, mismatches, as_json=json)
        if mismatches:
            raise SystemExit(1)

    def _decide(self, line: CaseLine) -> str:
        """The reason code or ALLOW; a line that cannot be read is denied as INVALID and says why on stderr."""
        try:
            return decide(facts_of(line.row, current())).reason.value
        except CaseError as error:
            self.stderr.write(f"{line.case_id}: {error}")
            return f"INVALID {error}"

    def _report(self, lines: list[CaseLine], mismatches: list[tuple[CaseLine, str]], *, as_json: bool) -> None:
        if as_json:
            found = [{"case_id": line.case_id, "expected": line.expected, "got": got} for line, got in mismatches]
            agree = len(lines) - len(mismatches)
            self.stdout.write(json.dumps({"cases": len(lines), "agree": agree, "mismatches": found}))
            return
        for line, got in mismatches:
            self.stdout.write(f"{line.case_id}: expected {line.expected}, got {got}")
        self.stdout.write(f"{len(lines) - len(mismatches)} of {len(lines)} cases agree.")
