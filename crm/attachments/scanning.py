"""The virus scanner: a program or a function that sees every file before it is kept.

VIRUS_SCANNER names a command, such as `clamdscan --no-summary --fdpass`, that gets the file as its last word and ends
with 0 for clean and 1 for found; or, by dotted path, a function that gets the path and returns what it found, or "".
A scanner that fails lets nothing in.
"""

import logging
import re
import shlex
import subprocess
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from crm.errors import FileRefusedError, ScannerFailedError
from crm.notify import notify_role
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Organization

DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
CLEAN, FOUND = 0, 1
log = logging.getLogger(__name__)


def scan(file: Path, organization: Organization) -> bool:
    """Whether a scanner saw the file and let it pass; False where there is none. FileRefusedError for what it found,
    ScannerFailedError where it could not say, of which the owners hear once a day."""
    scanner = settings.VIRUS_SCANNER
    if not scanner:
        return False
    try:
        found = _call(scanner, file) if DOTTED.fullmatch(scanner) else _run(scanner, file)
    except Exception as problem:  # noqa: BLE001 - whatever is wrong with a scanner, the file is not let in
        _tell(organization, problem)
        raise ScannerFailedError(
            "The virus scanner does not work, so nothing is taken. The owners were told."
        ) from None
    if found:
        raise FileRefusedError("The virus scanner found something in this file. It was not kept.")
    return True


def _call(dotted: str, file: Path) -> str:
    found = import_string(dotted)(file)
    if not isinstance(found, str):
        raise TypeError(f"{dotted} returned {found!r}, and not what it found or an empty text.")
    return found


def _run(command: str, file: Path) -> str:
    done = subprocess.run(
        [*shlex.split(command), str(file)],
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=settings.VIRUS_SCANNER_TIMEOUT,
    )
    if done.returncode not in (CLEAN, FOUND):
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return "found" if done.returncode == FOUND else ""


def _tell(organization: Organization, problem: Exception) -> None:
    log.error("The virus scanner failed: %s: %s", type(problem).__name__, problem)
    notify_role(
        organization,
        Role.OWNER,
        kind="scanner",
        title=_("The virus scanner does not work"),
        body=_("Files are refused until it does. See VIRUS_SCANNER in the settings, and the process log."),
        urgency="high",
        key=f"scanner:{organization.pk}:{clock.now():%Y-%m-%d}",
    )
