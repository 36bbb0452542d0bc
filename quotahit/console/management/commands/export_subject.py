"""`bin/manage export_subject`: all that is held about one person, for the person."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from quotahit.accounts.commands import WrongUse
from quotahit.accounts.subjects.exporting import export
from quotahit.console.privacy.commands import SubjectCommand
from quotahit.console.privacy.handing_out import as_text, write

ACTOR = "system:export_subject"


class Command(SubjectCommand):
    help = (
        "Hand out all that is held about one person (GDPR 15 and 20): every row of every room, raw mails, and what each"
        " kind is for. Without --out the export itself is printed. The act is logged."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--out", type=Path, metavar="FILE", help="Write it to FILE, as .json or as a .zip.")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path | None = options["out"]
        if out is not None and (out.suffix.lower() not in (".json", ".zip") or not out.parent.is_dir()):
            raise WrongUse(f"{out}: name a .json or .zip file in a folder that exists.")
        data = export(self.subject(options), actor=ACTOR)
        if out is None:
            self.stdout.write(as_text(data, indent=None if options["json"] else 1))
            return
        write(data, out)
        report = {"organization": data["organization"], "out": str(out), "counts": data["counts"]}
        rows = sum(data["counts"].values())
        self.print_json(report) if options["json"] else self.stdout.write(f"{rows} rows were written to {out}.")
