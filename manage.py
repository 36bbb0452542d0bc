#!/usr/bin/env python3
"""Django's command line for QuotaHit; `bin/manage` runs it in the project's own environment."""

import os
import sys
from typing import Any

# These bring the database up themselves, or need none.
_LEAVE_THE_DATABASE = {
    "audit_dependencies", "bench", "check", "collectstatic", "dbshell", "drill", "evaluate", "gate", "help",
    "makemigrations", "migrate", "quickstart", "restore", "serve", "setup", "showmigrations", "sqlmigrate",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quotahit.settings")
    import django
    from django.core.management import ManagementUtility

    class Utility(ManagementUtility):
        def fetch_command(self, subcommand: str) -> Any:
            """The command; an unknown one is wrong use, for which our commands end with 2."""
            try:
                return super().fetch_command(subcommand)
            except SystemExit:
                sys.exit(2)

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in _LEAVE_THE_DATABASE and not {"-h", "--help", "--version"} & set(sys.argv):
        django.setup()
        _bring_up_the_embedded_database()
    Utility(sys.argv).execute()


def _bring_up_the_embedded_database() -> None:
    from quotahit import migrating

    if migrating.embedded_file() is not None:
        copy = migrating.migrate()
        if copy is not None:
            print(f"The database was brought up to date; a copy from before is {copy}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
