"""Replay a case file through the gate: `bin/manage gate --cases FILE [--json]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from compliance.cases import UNREADABLE, CaseError, CaseFileError, CaseLine, facts_of, read_cases
from compliance.decision import decide
from compliance.rules import current
from quotahit.accounts.commands import WrongUse


class Command(BaseCommand):
    help = (
        "Decide every line of a case file and compare with what the line expects. "
        "Exit 1 when one disagrees, 2 when one cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=Path, required=True, metavar="FILE", help="CSV with one case on each line.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def handle(self, *, cases: Path, **options: Any) -> None:
        try:
            lines = read_cases(cases)
        except OSError as error:
            raise WrongUse(f"{cases} cannot be read: {error.strerror}.") from None
        except CaseFileError as error:
            raise WrongUse(str(error)) from None
        answers = [(line, self._decide(line)) for line in lines]
        mismatches = [(line, got) for line, got in answers if not line.agrees(got)]
        if options["json"]:
            self._print_json(len(lines), mismatches)
        else:
            self._print_table(len(lines), mismatches)
        if any(got.startswith(UNREADABLE) for _, got in answers):
            raise SystemExit(2)
        if mismatches:
            raise SystemExit(1)

    def _decide(self, line: CaseLine) -> str:
        """The reason code or ALLOW; a line that cannot be read is denied as INVALID and says why on stderr."""
        try:
            return decide(facts_of(line.row, current())).reason.value
        except CaseError as error:
            self.stderr.write(f"Line {line.number}, {line.case_id or 'a case without a name'}: {error}")
            return f"{UNREADABLE} {error}"

    def _print_json(self, cases: int, mismatches: list[tuple[CaseLine, str]]) -> None:
        found = [{"case_id": line.case_id, "expected": line.expected, "got": got} for line, got in mismatches]
        self.stdout.write(json.dumps({"cases": cases, "agree": cases - len(found), "mismatches": found}))

    def _print_table(self, cases: int, mismatches: list[tuple[CaseLine, str]]) -> None:
        for line, got in mismatches:
            self.stdout.write(f"{line.case_id}: expected {line.expected}, got {got}")
        self.stdout.write(f"{cases - len(mismatches)} of {cases} cases agree.")
