"""`undo_import`: take back what an import made and changed."""

from time import monotonic
from typing import Any
from uuid import uuid4

from django.core.management.base import CommandError, CommandParser

from crm.errors import ImportingError
from crm.importing.grouping.undoing import plan_undo_of, undo_group
from crm.importing.undoing.outcome import Outcome
from crm.importing.undoing.plan import plan_undo
from crm.importing.undoing.running import run_undo, undo_import
from crm.models import Import, ImportUndo
from quotahit.accounts.commands import OrganizationCommand, WrongUse

MANY = 10**9  # records of each file that a plan looks at: all of them


class Command(OrganizationCommand):
    help = (
        "Take back a whole import: contacts and companies that it made and nobody has touched since go, values that it"
        " changed become what they were. What stays is counted by reason. Opt-outs and consents stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int, help="The import's number.")
        super().add_arguments(parser)
        parser.add_argument(
            "--all-files", action="store_true", help="Also of the other files that were imported together with it."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and do nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = monotonic()
        job = self._job(options["id"], options["organization"])
        outcome = self._outcome(job, all_files=options["all_files"], dry_run=options["dry_run"])
        seconds = round(monotonic() - started, 3)
        if options["json"]:
            self.print_json({"import": job.pk, **outcome.plain(), "seconds": seconds})
            return
        would = "Would be: " if options["dry_run"] else ""
        parts = [f"{deleted} {plural} deleted, {restored} as before" for plural, deleted, restored in outcome.rows()]
        self.stdout.write(f"{would}{'; '.join(parts)}; in {seconds:.1f} s.")
        for reason, count in outcome.labelled():
            self.stdout.write(f"Stays: {count}, {reason}.")

    def _job(self, pk: int, slug: str | None) -> Import:
        jobs = Import.objects.for_organization(self.organization(slug)).filter(pk=pk)
        job = jobs.select_related("organization", "group", "undo").first()
        if job is None:
            raise WrongUse(f"There is no import {pk}.")
        return job

    def _outcome(self, job: Import, *, all_files: bool, dry_run: bool) -> Outcome:
        group = job.group if all_files else None
        if dry_run:
            most = job.total + 1
            return (plan_undo_of(group, MANY) if group else plan_undo(job, most=most)).outcome
        claim, whole = str(uuid4()), Outcome()
        try:
            undos = undo_group(group, actor=None, claim=claim) if group else [undo_import(job, actor=None, claim=claim)]
        except ImportingError as problem:
            raise WrongUse(str(problem)) from problem
        for undo in undos:
            whole.add(self._run(undo).outcome)
        return whole

    def _run(self, undo: ImportUndo) -> ImportUndo:
        undo = run_undo(undo, lambda each: self.stderr.write(f"{each.handled} of {each.total} records"))
        if undo.status == ImportUndo.Status.FAILED:
            raise CommandError(undo.problem)
        return undo
