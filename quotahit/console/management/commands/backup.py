"""`bin/manage backup`: everything in one file, while the product runs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit.backup import BackupError, back_up


class Command(BaseCommand):
    help = "Write the database, the files and the secrets into one file, readable by its owner alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="Where to; by default backups/ below QUOTAHIT_HOME.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        default = settings.HOME / "backups" / f"quotahit-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz"
        file = options["file"] or default
        try:
            manifest = back_up(file)
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        if options["json"]:
            self.stdout.write(
                json.dumps({"file": str(file), "bytes": file.stat().st_size, "made_at": manifest.made_at})
            )
            return
        self.stdout.write(f"Written to {file}. It holds the secrets of this installation: keep it as you keep those.")
