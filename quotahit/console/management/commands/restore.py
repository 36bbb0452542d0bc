"""`bin/manage restore`: a backup takes the place of what is here, is brought up to the code, and is verified."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit.backup import BackupError, restore
from quotahit.embedded import AlreadyRunning, hold_the_only_seat


class Command(BaseCommand):
    help = "Restore what `backup` wrote, while the product does not run. Exit code 1 when the log does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The backup.")
        parser.add_argument("--replace", action="store_true", help="Replace the data that is here.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with hold_the_only_seat(settings.HOME):
                aside = restore(options["file"], replace=options["replace"])
        except (AlreadyRunning, BackupError) as problem:
            raise CommandError(str(problem)) from problem
        # In processes of their own, for these must begin with the secrets that came with the backup.
        self._manage("migrate", "--verbosity", "0")
        audit = json.loads(self._manage("verify_audit", "--json"))
        if options["json"]:
            self.stdout.write(json.dumps({"aside": str(aside) if aside else None, "audit": audit}))
        else:
            self._tell(aside, audit)
        if not audit["ok"]:
            sys.exit(1)

    def _manage(self, *words: str) -> str:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
        done = subprocess.run(command, capture_output=True, text=True)
        if not done.stdout and done.returncode:
            raise CommandError(f"{words[0]} failed after the data was restored: {done.stderr.strip()}")
        return done.stdout

    def _tell(self, aside: Path | None, audit: dict[str, Any]) -> None:
        if aside is not None:
            self.stdout.write(f"What was here is now {aside}")
        holds = "holds" if audit["ok"] else f"does NOT hold; the first bad entry is {audit['first_bad']}"
        self.stdout.write(f"Restored. The log of {audit['entries']} entries {holds}.")
