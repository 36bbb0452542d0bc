"""Running a drill apart: in a process whose home, keys, database and broker are its own and are gone afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError

from quotahit.console.benches.own_database import database_url, own_database
from quotahit.console.drills.own_redis import own_redis

# What would lead a drill out of its own place: to the operator's keys, vendors and mail server.
_LEFT_BEHIND = ("SECRET_KEY", "CREDENTIAL_KEYS", "HMAC_PEPPER", "AUDIT_KEY", "EMAIL_URL", "DEBUG", "ALLOWED_HOSTS")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_VENDORS = ("OPENAI_", "PERPLEXITY_", "APOLLO_", "RESEND_", "OPERATOR_")


def run_apart(name: str, options: Mapping[str, Any], *, may_ask: bool = False) -> dict[str, Any]:
    """Run the drill of this name with its own options; returns what it found. CommandError when it broke off.

    With `may_ask` a model is asked where OPENAI_BASE_URL names this machine; nobody is ever paid.
    """
    with own_place(name) as environment:
        if may_ask and urlsplit(os.environ.get("OPENAI_BASE_URL", "")).hostname in _THIS_MACHINE:
            ours = {key: value for key, value in os.environ.items() if key.startswith("OPENAI_")}
            environment |= {"OPENAI_API_KEY": "none"} | ours | {"REFUSE_PAID_CALLS": ""}
        command = [sys.executable, "-m", "quotahit.console.drills.inside", name]
        done = subprocess.run(
            command,
            input=json.dumps(options),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            env=environment,
            cwd=settings.BASE_DIR,
        )
    if done.returncode:
        raise CommandError(f"The drill broke off with exit code {done.returncode}.")
    return json.loads(done.stdout)


@contextmanager
def own_place(name: str) -> Iterator[dict[str, str]]:
    """The environment of a product that has nothing of ours but its program; a migrated database is in place."""
    with (
        TemporaryDirectory(prefix="quotahit-drill-") as folder,
        own_redis(Path(folder)) as redis_url,
        own_database(f"drill_{name}", Path(folder)),
    ):
        kept = {
            key: value for key, value in os.environ.items() if key not in _LEFT_BEHIND and not key.startswith(_VENDORS)
        }
        yield kept | {
            "QUOTAHIT_HOME": folder,
            "DATABASE_URL": database_url(),
            "REDIS_URL": redis_url,
            "PUBLIC_URL": "https://drill.example",
            "REFUSE_PAID_CALLS": "1",
            "DJANGO_SETTINGS_MODULE": "quotahit.settings",
            "PYTHONHASHSEED": "0",  # so that one seed is one drill
        }
