"""`reread_mail`: read stored mail again with the reader as it is now."""

from datetime import date, datetime
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandParser

from outreach.inbound.rereading import Rereading, reread, stored_mail
from quotahit.accounts.commands import OrganizationCommand, WrongUse


class Command(OrganizationCommand):
    help = (
        "Read the stored raw mail of an organization again, as after an improvement of the reader. What is understood"
        " as before has no effect; what is understood otherwise acts as if it had just come in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--since", metavar="DATE", help="Only mail that came in on this day (2026-11-30) or later.")

    def handle(self, *, organization: str | None, since: str | None, json: bool, **options: Any) -> None:
        started = monotonic()
        first = _day(since) if since else None
        reader = self.organization(organization)
        rows = stored_mail(reader)
        if first:
            rows = rows.filter(received_at__gte=datetime.combine(first, datetime.min.time(), ZoneInfo(reader.zone)))
        self._total = rows.count()
        done = reread(reader, rows, actor="system:reread_mail", progress=self._progress)
        result = {
            "organization": reader.slug,
            "read": done.read,
            "changed": done.changed,
            "failed": done.failed,
            "seconds": round(monotonic() - started, 1),
        }
        if json:
            self.print_json(result)
        else:
            self.stdout.write("{read} read again, {changed} understood otherwise, {failed} failed.".format(**result))

    def _progress(self, so_far: Rereading) -> None:
        seen = so_far.read + so_far.failed
        is_terminal = self.stderr.isatty() and seen < self._total
        self.stderr.write(f"{seen} of {self._total}", ending="\r" if is_terminal else "\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"“{text}” is no day; write it as 2026-11-30.") from None
