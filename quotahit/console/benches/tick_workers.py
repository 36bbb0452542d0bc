"""Workers in processes of their own, which tick when told."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from quotahit.console.benches.own_database import database_url


class TickWorkers:
    """So many processes that tick when told."""

    def __init__(self, processes: "list[subprocess.Popen[str]]") -> None:
        self._processes = processes

    def __bool__(self) -> bool:
        return bool(self._processes)

    def seconds(self) -> float:
        """Let all of them work until nothing is due; returns how long that took."""
        began = time.perf_counter()
        for process in self._processes:
            self._send(process)
        for process in self._processes:
            self._answer(process)
        return time.perf_counter() - began

    @staticmethod
    def _send(process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()

    @staticmethod
    def _answer(process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError("A worker ended before it was done; its own words are above.")


@contextmanager
def tick_workers(number: int) -> Iterator[TickWorkers]:
    """Workers on the database that the default connection speaks to, while the block runs."""
    command = [sys.executable, "-m", "bench.tick_worker"]
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "quotahit.settings"}
    processes = [
        subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(number)
    ]
    workers = TickWorkers(processes)
    try:
        workers.seconds()  # the first look loads everything, and finds nothing
        yield workers
    finally:
        for process in processes:
            process.communicate(timeout=60)
