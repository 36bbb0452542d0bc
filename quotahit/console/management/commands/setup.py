"""`bin/manage setup`: what has to be done once before several processes start, and again after an upgrade."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quotahit.console import serving


class Command(BaseCommand):
    help = "Bring the database up and, where there is nobody yet, make the operator's account and workspace."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="Load the demo workspace too, on the first run.")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in serving.prepare(with_demo=options["demo"], say=self.stdout.write):
            self.stdout.write(line)
