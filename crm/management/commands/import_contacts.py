"""Import contacts from a CSV file, or say what an import would do."""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import CommandError, CommandParser

from crm.errors import ImportingError
from crm.importing.drafts import look_at, saved_mapping, start_import
from crm.importing.options import Kind
from crm.importing.planning import rehearse
from crm.importing.running import run_import
from crm.models import Import
from quotahit.accounts.commands import OrganizationCommand, WrongUse

COUNTS = ("rows", "created", "updated", "unchanged", "failed")


class Command(OrganizationCommand):
    help = (
        "Import contacts from a CSV export of another tool. Encoding, delimiter and columns are recognised; a contact"
        " that is known already is updated. Rows that fail are a result, not a failure: the error file names them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The CSV file or Excel workbook (.xlsx).")
        super().add_arguments(parser)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=FIELD",
            help="Read this column as this field, such as “Firma=company” or “Umsatz=custom.revenue”; may be repeated."
            " “HEADER=ignore” leaves a column out.",
        )
        parser.add_argument(
            "--kind",
            choices=[*Kind],
            default=Kind.CONTACTS,
            help="What the list lists: people, companies without people in them, deals, or past activities.",
        )
        parser.add_argument(
            "--sheet", default="", help="Of a workbook, the sheet by name or number; the first unless you say which."
        )
        parser.add_argument(
            "--anew",
            action="store_true",
            help="Propose columns from the file alone, not as the last file with the same headers was read.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and do nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        if not options["file"].is_file():
            raise WrongUse(f"There is no file {options['file']}.")
        chosen = dict(map(_pair, options["map"]))
        organization = self.organization(options["organization"])
        try:
            job = look_at(
                organization,
                options["file"],
                options["file"].name,
                chosen=chosen,
                anew=options["anew"],
                sheet=options["sheet"],
                kind=Kind(options["kind"]),
            )
        except (ImportingError, PermissionError) as problem:
            raise WrongUse(str(problem)) from problem
        self.stderr.write(f"{job.file_name}: {job.total} rows, {job.encoding}, {len(job.mapping)} columns mapped.")
        if not options["anew"] and (before := saved_mapping(job)):
            self.stderr.write(
                f"Read as the last file with these columns was, on {before.used_at:%Y-%m-%d} (see --anew)."
            )
        run = self._rehearse if options["dry_run"] else self._run
        self._report(run(job), time.monotonic() - started, options)

    def _run(self, job: Import) -> Import:
        job.save()
        start_import(job, actor=None, claim=str(uuid4()))
        job = run_import(job, self._progress)
        if job.status == Import.Status.FAILED:
            raise CommandError(job.problem)
        return job

    def _rehearse(self, job: Import) -> Import:
        job = rehearse(job, self._progress)
        job.file.unlink()
        return job

    def _progress(self, job: Import) -> None:
        """One line that counts up on a terminal; elsewhere a line for every tenth of the file."""
        is_terminal = self.stderr.isatty()
        if is_terminal or job.percent // 10 > getattr(self, "_shown", -1):
            self._shown = job.percent // 10
            self.stderr.write(f"{job.rows} of {job.total} rows", ending="\r" if is_terminal else "\n")

    def _report(self, job: Import, seconds: float, options: dict[str, Any]) -> None:
        report = {name: getattr(job, name) for name in COUNTS} | {
            "error_file": str(job.error_file) if job.error_file else None,
            "mapping": job.mapping,
            "seconds": round(seconds, 3),
        }
        if options["json"]:
            self.print_json(report)
            return
        counts = ", ".join(f"{report[name]} {name}" for name in COUNTS)
        self.stdout.write(f"{'Would be: ' if options['dry_run'] else ''}{counts} in {seconds:.1f} s.")
        if job.error_file:
            self.stdout.write(f"Rows that failed or lost a cell: {job.error_file}")


def _pair(text: str) -> tuple[str, str]:
    """Header and field of "Header=field"; a header may hold an equals sign, a field never does."""
    header, equals, field = text.rpartition("=")
    if not equals or not header.strip():
        raise WrongUse(f"“{text}” is not of the form HEADER=FIELD.")
    return header.strip(), field.strip()
