"""`bin/manage serve`: one web process of the full size; as many as wanted, each with workers elsewhere."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit.console import serving


class Command(BaseCommand):
    help = "Serve pages, webhooks and live updates, with worker and scheduler in processes of their own (REDIS_URL)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="Address to listen on (HOST; default 127.0.0.1).")
        parser.add_argument("--port", type=int, default=settings.PORT, help="Port to listen on (PORT; default 8000).")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.EMBEDDED:
            raise CommandError(
                "Without REDIS_URL there is one process that does everything: start it with `bin/run`. "
                "To run web, worker and scheduler apart, set REDIS_URL and DATABASE_URL."
            )
        serving.serve(options["host"], options["port"])
