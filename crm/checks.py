"""Numbered system checks of the records."""

import shlex
import shutil
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.utils.module_loading import import_string

from crm.attachments.scanning import DOTTED


@register()
def the_scanner_can_be_called(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """crm.W001: VIRUS_SCANNER names a program or a function that is not there, so every file would be refused."""
    scanner = settings.VIRUS_SCANNER
    if not scanner or _is_there(scanner):
        return []
    words = f"VIRUS_SCANNER is {scanner!r}, which cannot be called: every file is refused."
    return [Warning(words, hint="See docs/how-to/scan-files.md.", id="crm.W001")]


def _is_there(scanner: str) -> bool:
    try:
        if DOTTED.fullmatch(scanner):
            return callable(import_string(scanner))
        return shutil.which(shlex.split(scanner)[0]) is not None
    except (ImportError, ValueError, IndexError):  # no such module or name; a quotation mark that is not closed
        return False
