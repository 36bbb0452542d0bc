"""`bin/manage audit_checkpoint`: how far the log has come, to be kept elsewhere."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quotahit.accounts.commands import WrongUse
from quotahit.audit.checkpoints import make


class Command(BaseCommand):
    help = (
        "Say how far the audit log has come. Keep the file where whoever owns the database cannot reach it:"
        " `verify_audit --checkpoint FILE` then shows whether the end of the log has been cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, metavar="FILE", help="Write it to FILE; otherwise it is printed.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path | None = options["out"]
        if out is not None and not out.parent.is_dir():
            raise WrongUse(f"There is no folder {out.parent}.")
        checkpoint = make()
        text = json.dumps(checkpoint)
        if out is None:
            self.stdout.write(text)
            return
        out.write_text(f"{text}\n")
        chains, entries = len(checkpoint["chains"]), sum(chain["entries"] for chain in checkpoint["chains"])
        if options["json"]:
            self.stdout.write(json.dumps({"out": str(out), "chains": chains, "entries": entries}))
        else:
            self.stdout.write(f"{entries} entries in {chains} chains, up to {checkpoint['at']}: {out}")
