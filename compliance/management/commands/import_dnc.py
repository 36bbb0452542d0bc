"""Take in a do-not-call registry's file: `bin/manage import_dnc FILE --registry US --copied-at 2026-11-20`."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from compliance.errors import NoSuchPlaceError, RegistryFileError
from compliance.registries import import_registry
from quotahit import clock
from quotahit.accounts.commands import OrganizationCommand, WrongUse

ACTOR = "system:import_dnc"


class Command(OrganizationCommand):
    help = "Replace our copy of a do-not-call registry. The gate counts its age from --copied-at."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE", help="One number on each line.")
        parser.add_argument("--registry", required=True, metavar="CODE", help="US, CA, GB, or a state's such as US-TX.")
        parser.add_argument(
            "--copied-at", required=True, type=_day, metavar="DATE", help="When the registry handed the file out."
        )

    def handle(self, *, file: Path, registry: str, copied_at: datetime, **options: Any) -> None:
        if copied_at > clock.now():
            raise WrongUse("The copy cannot be from the future.")
        organization = self.organization(options["organization"])
        try:
            copy = import_registry(
                organization, registry, file, copied_at=copied_at, actor=ACTOR, progress=self._show_progress
            )
        except (NoSuchPlaceError, RegistryFileError, OSError, UnicodeDecodeError) as error:
            raise WrongUse(str(error)) from None
        if options["json"]:
            self.print_json({"registry": copy.registry, "numbers": copy.numbers, "copied_at": copied_at.isoformat()})
        else:
            self.stdout.write(f"{copy.numbers} numbers of {copy.registry}, copied {copied_at:%Y-%m-%d}.")

    def _show_progress(self, numbers: int) -> None:
        self.stderr.write(f"\r{numbers} numbers", ending="")


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
