"""The full size: worker and scheduler as processes of their own, over Redis."""

import subprocess
import sys

from django.conf import settings

_CELERY = ["celery", "--quiet", "--app", "quotahit.celery"]
_QUIET = ["--loglevel", "WARNING"]
# Workers need to know nothing of each other: what they share are the rows. So none waits for the others at its start.
_ALONE = ["--without-mingle", "--without-gossip"]
# The arguments of `python -m`.
WORKER = [*_CELERY, "worker", "--pool", "threads", "--concurrency", "4", *_ALONE, *_QUIET]
SCHEDULER = [*_CELERY, "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile", "", *_QUIET]


class Crew:
    """Starts one worker and one scheduler beside the web process; more may run on other machines."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Begin to work; a Ctrl-C reaches the web process alone, which stops these. In any case they end with it."""
        for command in (WORKER, SCHEDULER):
            on_leash = [sys.executable, "-m", "quotahit.leash", *command]
            process = subprocess.Popen(on_leash, stdin=subprocess.PIPE, start_new_session=True, cwd=settings.BASE_DIR)
            self._processes.append(process)

    def stop(self) -> None:
        """Ask both to finish, and wait."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
