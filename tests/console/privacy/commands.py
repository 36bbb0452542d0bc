"""Running a command as a machine does, and reading its answer."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command


def run(command: str, *arguments: str) -> dict[str, Any]:
    """The one JSON object on the one line that a command prints."""
    out = StringIO()
    call_command(command, *arguments, "--json", stdout=out, stderr=StringIO())
    assert out.getvalue().count("\n") == 1
    return json.loads(out.getvalue())
