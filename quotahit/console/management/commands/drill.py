"""`drill`: does the product hold when everything around it fails?"""

import json
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quotahit.console.drills.apart import run_apart

# Name on the command line, which is also the module in quotahit.console.drills: what is tried.
DRILLS = {
    "crash": "Kill the product's processes at random moments of its work, and look for what was lost or done twice.",
    "chaos": "Let everything around the product fail in turn, and compare its timeline with what really happened.",
    "attacks": "Let texts that want an agent to do what nobody allowed arrive, and see what they move.",
    "month": "Live through a virtual month of many people, and check every single act against the rules.",
}


class Command(BaseCommand):
    help = "Put the product under fire, in a place of its own. Exit code 1 when it does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="drill", metavar="WHAT", required=True)
        for name, purpose in DRILLS.items():
            one = kinds.add_parser(name, help=purpose, description=purpose)
            one.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")
            one.add_argument("--seed", type=int, default=1, help="Of all that is random; the default is 1.")
            _module(name).add_arguments(one)

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["drill"]
        wanted = {key: options[key] for key in ("seed", *_module(name).OPTIONS)}
        result = run_apart(name, wanted, may_ask=getattr(_module(name), "ASKS_A_LOCAL_MODEL", False))
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            for key, value in result.items():
                self.stdout.write(f"{key.replace('_', ' ')}: {value}")
        if not result["holds"]:
            sys.exit(1)


def _module(name: str) -> ModuleType:
    return import_module(f"quotahit.console.drills.{name}")
