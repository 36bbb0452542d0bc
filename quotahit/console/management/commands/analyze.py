"""`analyze`: what the product reads out of files, one result on each line."""

import json
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

# Name on the command line, which is also the module in quotahit.console.analysis: what is read.
ANALYSES = {
    "conversations": "What each talk says of budget, authority, need, timeline and competition, and its verdict.",
    "messages": "What each message of a CSV file says: feeling, intent, objections, urgency, what should follow.",
}


class Command(BaseCommand):
    help = "Read files without a model and print JSON lines: exit 0 when done, 2 on wrong use."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="analysis", metavar="WHAT", required=True)
        for name, purpose in ANALYSES.items():
            one = kinds.add_parser(name, help=purpose, description=purpose)
            one.add_argument("--json", action="store_true", help="Accepted for evenness: the lines are JSON always.")
            _module(name).add_arguments(one)

    def handle(self, *args: Any, **options: Any) -> None:
        for result in _module(options["analysis"]).run(options):
            self.stdout.write(json.dumps(result, ensure_ascii=False))


def _module(name: str) -> ModuleType:
    return import_module(f"quotahit.console.analysis.{name}")
