"""`bench`: what the product achieves, beside the best there is, measured side by side in one run."""

import json
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

# Name on the command line: the module in quotahit.console.benches, and what it measures.
BENCHES = {
    "engine": ("engine", "Durable runs of no-op steps per second, beside DBOS Transact on the same PostgreSQL."),
    "chain": ("chain", "Leads per minute through the whole inbound pipeline, beside the bare writing of its rows."),
    "webhooks": ("webhooks", "Signed webhooks per second, beside a bare endpoint and a plain Django view."),
    "gate": ("gate", "Attempts that the compliance gate decides per second, beside the bare writing of its rows."),
    "tick": ("tick", "Due enrolments looked at and sent per second, beside the bare claim and rows."),
    "admin": ("pages", "Milliseconds of the console's pages among a million contacts, beside those among a thousand."),
    "fair": ("fair", "How late small organizations' messages are beside a huge one, and without it."),
    "memory": ("memory", "Megabytes of the whole product in one process, and of a worker among a million sleepers."),
    "partitions": ("partitions", "What the growing tables cost by month and by number, beside the plain ones."),
    "import": ("import_", "Rows of a CSV file imported per second, beside the bare inserts of the same rows."),
}


class Command(BaseCommand):
    help = "Measure the product against a reference; makes, migrates and drops a database of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="bench", metavar="WHAT", required=True)
        for name, (_, purpose) in BENCHES.items():
            one = kinds.add_parser(name, help=purpose, description=purpose)
            one.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")
            one.add_argument("--rounds", type=int, help="How often both sides are measured in turn; the default is 3.")
            getattr(_module(name), "add_arguments", lambda parser: None)(one)

    def handle(self, *args: Any, **options: Any) -> None:
        result = _module(options["bench"]).run({**options, "say": self._say})
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        for name, value in result.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value}")

    def _say(self, line: str) -> None:
        self.stderr.write(line)


def _module(name: str) -> ModuleType:
    return import_module(f"quotahit.console.benches.{BENCHES[name][0]}")
