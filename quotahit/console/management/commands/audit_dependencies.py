"""Are the packages here the ones that were pinned, whole, in agreement, and under licences that were accepted?"""

import json
import sys
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from quotahit.console.dependencies import DEVELOPMENT, RUNTIME, UNCHECKED, Environment, look, pins
from quotahit.console.licences import ACCEPTED, licence_of

HEAD = """# Licences

QuotaHit itself is under the Apache License 2.0. What it stands on, from what each package says of itself; written by
`bin/manage audit_dependencies --write-licences`, and a test holds that every licence is an accepted one.

"""


class Command(BaseCommand):
    help = "Check the installed packages against the pins, their needs, their recorded hashes and accepted licences."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")
        parser.add_argument("--write-licences", action="store_true", help="Write docs/licences.md anew.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, environment = Path(settings.BASE_DIR), Environment()
        if options["write_licences"]:
            (folder / "docs" / "licences.md").write_text(licences(folder, environment), encoding="utf-8")
        findings = list(look(folder, environment))
        if options["json"]:
            found = [vars(finding) for finding in findings]
            told = {"ok": not found, "findings": found, "packages": len(environment.installed), "unchecked": UNCHECKED}
            self.stdout.write(json.dumps(told))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.package} {finding.what}.")
            self.stdout.write(f"{len(findings)} findings in {len(environment.installed)} packages. {UNCHECKED}")
        if findings:
            sys.exit(1)


def licences(folder: Path, environment: Environment) -> str:
    """The page of licences: what runs, then what only tests and builds."""
    runtime = environment.reached_from(need for _, need in pins(folder / RUNTIME) if need)
    rest = environment.reached_from(need for _, need in pins(folder / DEVELOPMENT) if need) - runtime
    tables = ("The product", runtime), ("Its tests and checks alone", rest)
    asks = "".join(f"- {licence}: {asked}\n" for licence, asked in ACCEPTED.items())
    return (
        HEAD
        + "".join(chain(*(_table(title, names, environment) for title, names in tables)))
        + (f"## What the accepted licences ask of whoever passes the product on\n\n{asks}")
    )


def _table(title: str, names: set[str], environment: Environment) -> list[str]:
    found = [environment.installed[name] for name in sorted(names)]
    rows = [f"| {one.metadata['Name']} | {one.version} | {licence_of(one)} |\n" for one in found]
    return [f"## {title}\n\n| package | version | licence |\n|---|---|---|\n", *rows, "\n"]
