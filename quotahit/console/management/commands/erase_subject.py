"""`bin/manage erase_subject`: a person goes, and only the keyed hash stays by which they are left alone."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser

from quotahit.accounts.commands import WrongUse
from quotahit.accounts.errors import NotYetErasable
from quotahit.accounts.subjects.erasing import Report, erase, plan
from quotahit.accounts.subjects.subject import Subject
from quotahit.console.privacy.commands import SubjectCommand

ACTOR = "system:erase_subject"


class Command(SubjectCommand):
    help = (
        "Erase one person from every table, file and copy (GDPR 17). Their addresses stay closed by a keyed hash, so"
        " that no import brings them back; evidence of consent and the log stay without them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be erased and what stays; change nothing."
        )
        parser.add_argument("--yes", action="store_true", help="Do not ask: erase.")

    def handle(self, *args: Any, **options: Any) -> None:
        subject = self.subject(options)
        if not options["dry_run"] and not options["yes"]:
            self._ask(subject)
        try:
            report = plan(subject) if options["dry_run"] else erase(subject, actor=ACTOR)
        except NotYetErasable as problem:
            raise CommandError(str(problem)) from problem
        contact_id = next(iter(subject.ids("crm.contact")), None)
        shown = {"organization": subject.organization.slug, "contact_id": contact_id, "dry_run": options["dry_run"]}
        if options["json"]:
            self.print_json(shown | report.as_json())
        else:
            self.stdout.write(in_words(report, is_plan=options["dry_run"]))

    def _ask(self, subject: Subject) -> None:
        """Show what would go, and take only a yes for one."""
        if not sys.stdin.isatty():
            raise WrongUse("Erasing cannot be taken back: say --yes, or look first with --dry-run.")
        self.stderr.write(in_words(plan(subject), is_plan=True))
        if input("Erase? This cannot be taken back. [yes/no] ").strip().lower() != "yes":
            raise CommandError("Nothing was erased.")


def in_words(report: Report, *, is_plan: bool) -> str:
    """A line for each kind of row, and why what stays does."""
    lines = ["This would go or change:" if is_plan else "Done:"]
    lines += [
        f"  {treatment}: {count} {model}" for treatment, rows in report.rows.items() for model, count in rows.items()
    ]
    lines.append(f"  cleared: {report.mentions} rows of others that name the person")
    lines += [f"  {name.replace('_', ' ')}: {count}" for name, count in report.acts.items()]
    lines += [f"Stays, {model}: {why}" for model, why in report.stays.items()]
    return "\n".join(lines)
