"""A drill's own process: `python -m quotahit.console.drills.inside NAME`, options in, findings out, as JSON."""

import json
import sys
import time
from importlib import import_module

import django

BEGAN = time.monotonic()


def main() -> None:
    django.setup()
    drill = import_module(f"quotahit.console.drills.{sys.argv[1]}")
    options = json.load(sys.stdin)
    result = drill.run({**options, "say": _say})
    sys.stdout.write(json.dumps(result))


def _say(line: str) -> None:
    sys.stderr.write(f"{time.monotonic() - BEGAN:4.0f} s  {line}\n")


if __name__ == "__main__":
    main()
