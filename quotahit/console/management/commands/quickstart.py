"""`bin/run`: everything that is needed to start, then web, worker and scheduler in the foreground."""

from contextlib import suppress
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit import migrating
from quotahit.console import first_run
from quotahit.embedded import AlreadyRunning, hold_the_only_seat


class Command(BaseCommand):
    help = "Bring the database up, load the demo on the first run, and start web, worker and scheduler."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="Address to listen on (HOST; default 127.0.0.1).")
        parser.add_argument("--port", type=int, default=settings.PORT, help="Port to listen on (PORT; default 8000).")
        parser.add_argument("--no-demo", action="store_true", help="Do not load the demo workspace on the first run.")

    def handle(self, *args: Any, **options: Any) -> None:
        seat = self._take_seat()
        copy = migrating.migrate()
        if copy is not None:
            self.stdout.write(f"Before the migration the database was copied to {copy}")
        welcome = first_run.prepare(with_demo=not options["no_demo"], say=self.stdout.write)
        crew = _crew()
        crew.start()
        try:
            self._serve(options["host"], options["port"], welcome)
        finally:
            crew.stop()
            if seat is not None:
                seat.close()

    def _take_seat(self) -> Any:
        if not settings.EMBEDDED:
            return None
        try:
            return hold_the_only_seat(settings.HOME)
        except AlreadyRunning as problem:
            raise CommandError(str(problem)) from problem

    def _serve(self, host: str, port: int, welcome: list[str]) -> None:
        config = uvicorn.Config(
            "quotahit.asgi:application",
            host=host,
            port=port,
            log_level="warning",
            lifespan="on",
            ws="websockets-sansio",
        )
        self.stdout.write(
            "\n".join([f"\nQuotaHit is at   http://{_shown(host)}:{port}", *welcome, "Ctrl-C stops it.\n"])
        )
        self.stdout.flush()
        with suppress(KeyboardInterrupt):  # Ctrl-C is how it is stopped; uvicorn has shut down and passes it on
            uvicorn.Server(config).run()


def _shown(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host


def _crew() -> Any:
    if settings.EMBEDDED:
        from quotahit.embedded import Crew
    else:
        from quotahit.fullsize import Crew  # type: ignore[assignment]
    return Crew()
