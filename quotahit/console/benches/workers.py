"""Programs of `bench/` in processes of their own, on the database at hand, that are told and answer by lines."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from quotahit.console.benches.own_database import database_url


class Worker:
    """A process that answers every line with a line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("A worker ended before it was done; its own words are above.")
        return line

    def ask(self, line: str) -> str:
        self.tell(line)
        return self.answer()


@contextmanager
def worker(module: str, *arguments: str) -> Iterator[Worker]:
    """One that runs while the block does."""
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "quotahit.settings"}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Worker(process)
    finally:
        process.communicate(timeout=60)
