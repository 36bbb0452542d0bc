"""The embedded mode: worker and scheduler as threads of the one web process."""

import fcntl
import threading
from pathlib import Path
from typing import IO

from celery import current_app
from celery.beat import EmbeddedService


class AlreadyRunning(Exception):
    """Another process holds the embedded mode: its broker and channel layer cannot be shared."""


def hold_the_only_seat(home: Path) -> IO[str]:
    """Take the lock of the one web process; keep the returned file open. Raises `AlreadyRunning`."""
    seat = (home / "web.lock").open("a+")
    try:
        fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        seat.close()
        raise AlreadyRunning(
            f"QuotaHit is already running on the data in {home}. Without REDIS_URL there can be one web process only: "
            "stop the other one, or set REDIS_URL (and DATABASE_URL) to run several."
        ) from None
    return seat


class Crew:
    """A Celery worker and the scheduler, in threads that end with the process."""

    def __init__(self) -> None:
        self._worker = current_app.WorkController(
            pool="threads", concurrency=4, without_mingle=True, without_gossip=True, without_heartbeat=True
        )
        self._scheduler = EmbeddedService(current_app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def start(self) -> None:
        """Begin to work."""
        threading.Thread(target=self._worker.start, name="worker", daemon=True).start()
        self._scheduler.start()

    def stop(self) -> None:
        """Finish what is in hand and stop."""
        self._scheduler.stop()
        self._worker.stop()
