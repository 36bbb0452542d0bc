"""`bin/manage apply_retention`: let go of what is past its time, as the scheduler does every hour."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quotahit.accounts.retention import apply_retention, overdue, periods


class Command(BaseCommand):
    help = (
        "Delete or empty what is past its time; the scheduler does the same every hour. RETENTION_DAYS changes the"
        " periods, docs/privacy.md lists them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say how much would go; change nothing.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        gone = overdue() if options["dry_run"] else apply_retention()
        kinds = {
            period.kind: {"days": period.chosen, "least": period.least, "count": gone.get(period.kind, 0)}
            for period in periods()
        }
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], "kinds": kinds}))
            return
        self.stdout.write("Would go:" if options["dry_run"] else "Gone:")
        for period in periods():
            kept = "for ever" if period.chosen is None else f"for {period.chosen} days"
            self.stdout.write(f"{gone.get(period.kind, 0):>9}  {period.kind} (kept {kept}): {period.what}")
