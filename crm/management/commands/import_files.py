"""Import several related files in one run: companies, contacts, deals and what was done."""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import CommandError, CommandParser

from crm.errors import ImportingError
from crm.importing.deals.stages import key_of
from crm.importing.grouping.drafts import Given, forget, look_at_files, save_group, start_group
from crm.importing.grouping.plan import GroupPlan, plan_files
from crm.importing.grouping.running import run_group
from crm.importing.kinds import kind_of
from crm.importing.options import NEW_STAGE, Kind, Options
from crm.models import Import, Stage
from crm.names import fold
from quotahit.accounts.commands import OrganizationCommand, WrongUse
from quotahit.accounts.models import Organization

COUNTS = ("rows", "created", "updated", "unchanged", "failed")


class Command(OrganizationCommand):
    help = (
        "Import related files of one export together: companies first, then contacts, deals, and what was done, so that"
        " each finds whom it belongs to. What a file lists is told by its headers. Rows that fail are a result, not a"
        " failure: each file's error file names them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", help="CSV files or Excel workbooks (.xlsx).")
        super().add_arguments(parser)
        parser.add_argument(
            "--kind",
            action="append",
            default=[],
            metavar="FILE=KIND",
            help=f"What this file lists, where its headers do not tell: {', '.join(Kind)}; may be repeated.",
        )
        parser.add_argument(
            "--stage",
            action="append",
            default=[],
            metavar="THEIRS=OURS",
            help="The stage of ours that a stage in the files means, or “new” to make it; may be repeated.",
        )
        parser.add_argument("--new-stages", action="store_true", help="Make every other stage that is not known.")
        parser.add_argument("--anew", action="store_true", help="Read the headers anew, not as the files before these.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and do nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        organization = self.organization(options["organization"])
        stages = dict(_stage(organization, pair) for pair in options["stage"])
        try:
            given = _given(options["files"], options["kind"])
            jobs = look_at_files(organization, given, by=None, anew=options["anew"])
        except (ImportingError, PermissionError) as problem:
            raise WrongUse(str(problem)) from problem
        for job in jobs:
            self.stderr.write(
                f"{job.file_name}: {job.total} rows of {kind_of(job)}, {len(job.mapping)} columns mapped."
            )
            if kind_of(job) == Kind.DEALS:
                chosen = Options(kind=Kind.DEALS, stages=stages, new_stages=options["new_stages"])
                job.options = chosen.model_dump(mode="json", exclude_defaults=True)
        report = self._rehearse(jobs) if options["dry_run"] else self._run(organization, jobs)
        self._tell(report | {"seconds": round(time.monotonic() - started, 3)}, options)

    def _run(self, organization: Organization, jobs: list[Import]) -> dict[str, Any]:
        group = save_group(organization, jobs, by=None)
        claim = str(uuid4())
        start_group(group, actor=None, claim=claim)
        done = run_group(
            group, claim, lambda job: self.stderr.write(f"{job.file_name}: {job.rows} of {job.total} rows")
        )
        for job in done:
            if job.status != Import.Status.DONE:
                raise CommandError(f"{job.file_name}: {job.problem}")
        return {"group": group.pk, "files": [_counts(job) for job in done]}

    def _rehearse(self, jobs: list[Import]) -> dict[str, Any]:
        for number, job in enumerate(jobs, 1):
            job.pk = -number  # no row has it; the plan tells the files apart by it
        plan = plan_files(jobs, most_rows=max(job.total for job in jobs) + 1)
        files = [_planned(job, plan) for job in jobs]
        forget(jobs)
        return {"group": None, "files": files}

    def _tell(self, report: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.print_json(report)
            return
        would = "Would be: " if options["dry_run"] else ""
        for file in report["files"]:
            counts = ", ".join(f"{file[name]} {name}" for name in COUNTS)
            self.stdout.write(f"{file['file']} ({file['kind']}): {would}{counts}.")
            if file["error_file"]:
                self.stdout.write(f"  Rows that failed or lost a cell: {file['error_file']}")
            for name, count in file.get("unknown_stages", {}).items():
                self.stdout.write(
                    f"  {count} rows stand in “{name}”, which is no stage of yours (--stage, --new-stages)."
                )
        self.stdout.write(f"In {report['seconds']:.1f} s.")


def _counts(job: Import) -> dict[str, Any]:
    error_file = str(job.error_file) if job.error_file else None
    counts = {name: getattr(job, name) for name in COUNTS}
    return {"file": job.file_name, "kind": kind_of(job), "import": job.pk} | counts | {
        "error_file": error_file, "mapping": job.mapping
    }  # fmt: skip


def _planned(job: Import, plan: GroupPlan) -> dict[str, Any]:
    found = plan.of(job)
    if found is None:
        raise CommandError(f"{job.file_name} was not counted.")
    counts = {"rows": found.read, "created": found.new, "updated": found.updates}
    counts |= {"unchanged": found.unchanged, "failed": found.bad}
    ties = {"names": found.names, "unknown_stages": {stage: count for _, stage, count in found.stages}}
    return {"file": job.file_name, "kind": kind_of(job), "import": None} | counts | {
        "error_file": None, "mapping": job.mapping
    } | ties  # fmt: skip


def _given(files: list[Path], kinds: list[str]) -> list[Given]:
    """The files with what was said of them; raises WrongUse for a file that is not there, or a kind that is none."""
    said = dict(_pair(text, "FILE=KIND") for text in kinds)
    for file in files:
        if not file.is_file():
            raise WrongUse(f"There is no file {file}.")
    names = {str(file) for file in files} | {file.name for file in files}
    for name, kind in said.items():
        if name not in names:
            raise WrongUse(f"“{name}” is none of the files.")
        if kind not in [*Kind]:
            raise WrongUse(f"“{kind}” is no kind of list. There are: {', '.join(Kind)}.")
    kinds_told = [(file, said.get(str(file)) or said.get(file.name)) for file in files]
    return [Given(file, file.name, Kind(told) if told else None) for file, told in kinds_told]


def _stage(organization: Organization, text: str) -> tuple[str, str]:
    """The key and the choice of “Their stage=Our stage”, whatever the pipeline of theirs."""
    theirs, ours = _pair(text, "THEIRS=OURS")
    if ours.casefold() == NEW_STAGE:
        return key_of("", theirs), NEW_STAGE
    stages = Stage.objects.for_organization(organization).select_related("pipeline")
    found = [stage for stage in stages if fold(stage.name) == fold(ours)]
    if len(found) != 1:
        raise WrongUse(f"{'Several stages are' if found else 'There is no stage'} called “{ours}”.")
    return key_of("", theirs), str(found[0].pk)


def _pair(text: str, form: str) -> tuple[str, str]:
    left, equals, right = text.rpartition("=")
    if not equals or not left.strip() or not right.strip():
        raise WrongUse(f"“{text}” is not of the form {form}.")
    return left.strip(), right.strip()
