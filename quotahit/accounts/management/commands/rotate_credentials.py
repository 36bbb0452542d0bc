"""`bin/manage rotate_credentials`: seal every credential with the current key."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit.accounts.credentials import rotate, sealed_rows
from quotahit.accounts.errors import CredentialLocked


class Command(BaseCommand):
    help = (
        "Seal every credential with the first of CREDENTIAL_KEYS (id:key,id:key …). To change the key, put a new pair "
        "in front, run this, then take the old pair away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rotated = rotate(actor="system:rotate_credentials")
        except CredentialLocked as problem:
            raise CommandError(str(problem)) from problem
        total, key = sealed_rows(), next(iter(settings.CREDENTIAL_KEYS))
        if options["json"]:
            self.stdout.write(json.dumps({"rotated": rotated, "credentials": total, "key": key}))
        else:
            self.stdout.write(f"{rotated} of {total} credentials were sealed anew; all are under the key “{key}”.")
