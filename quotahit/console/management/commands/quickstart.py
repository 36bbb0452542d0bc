"""`bin/run`: everything that is needed to start, then web, worker and scheduler in the foreground."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit.console import serving
from quotahit.embedded import AlreadyRunning, hold_the_only_seat


class Command(BaseCommand):
    help = "Bring the database up, load the demo on the first run, and start web, worker and scheduler."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="Address to listen on (HOST; default 127.0.0.1).")
        parser.add_argument("--port", type=int, default=settings.PORT, help="Port to listen on (PORT; default 8000).")
        parser.add_argument("--no-demo", action="store_true", help="Do not load the demo workspace on the first run.")

    def handle(self, *args: Any, **options: Any) -> None:
        seat = self._take_seat()
        welcome = serving.prepare(with_demo=not options["no_demo"], say=self.stdout.write)
        crew = _crew()
        crew.start()
        try:
            self._greet(options["host"], options["port"], welcome)
            serving.serve(options["host"], options["port"])
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

    def _greet(self, host: str, port: int, welcome: list[str]) -> None:
        address = f"\nQuotaHit is at   http://{_shown(host)}:{port}"
        self.stdout.write("\n".join([address, *welcome, "Ctrl-C stops it.\n"]))
        self.stdout.flush()


def _shown(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host


def _crew() -> Any:
    if settings.EMBEDDED:
        from quotahit.embedded import Crew
    else:
        from quotahit.fullsize import Crew  # type: ignore[assignment]
    return Crew()
