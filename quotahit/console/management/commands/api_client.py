"""Write the Python client of the API, or say whether it is up to date."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit.console.api_client import files, leftovers, stale


class Command(BaseCommand):
    help = "Write clients/python/quotahit_client from the API's own document."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; exit 1 when it is not up to date.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            if old := stale():
                names = ", ".join(path.name for path in old)
                raise CommandError(f"Not up to date: {names}. Run bin/manage api_client.")
            self.stdout.write("The client is up to date.")
            return
        written = dict(files())
        for path, text in written.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
            self.stdout.write(f"{path.name}: {text.count(chr(10))} lines")
        for path in leftovers(written):
            path.unlink()
            self.stdout.write(f"{path.name}: gone")
