"""`evaluate`: how well the product reads labelled files."""

import json
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quotahit.console.evaluation import EVALUATIONS
from quotahit.console.evaluation.table import as_table


class Command(BaseCommand):
    help = "Measure how the product reads files: exit 0 when done, 2 on wrong use."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="evaluation", metavar="WHAT", required=True)
        for name, purpose in EVALUATIONS.items():
            one = kinds.add_parser(name, help=purpose, description=purpose)
            one.add_argument("--json", action="store_true", help="One JSON object on each line, nothing else.")
            _module(name).add_arguments(one)

    def handle(self, *args: Any, **options: Any) -> None:
        results = _module(options["evaluation"]).run(options)
        lines = map(_as_json, results) if options["json"] else as_table(list(results))
        for line in lines:
            self.stdout.write(line)


def _module(name: str) -> ModuleType:
    return import_module(f"quotahit.console.evaluation.{name}")


def _as_json(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False)
