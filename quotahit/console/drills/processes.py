"""The product's own processes, started as `bin/run` starts them and killed without a word."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache

from quotahit.console.drills.crash_points import CrashPoint, give_order
from quotahit.console.drills.own_redis import free_port
from quotahit.fullsize import SCHEDULER, WORKER
from quotahit.heartbeat import KEY

PATIENCE = 60.0  # seconds that the product may take until it is up


class Product:
    """What runs, by name: `all` in the embedded mode; `web`, `worker` and `scheduler` at full size."""

    def __init__(self, nursery: "subprocess.Popen[str]", log: Path) -> None:
        self._nursery = nursery
        self._log = log
        self.port = free_port()
        self._commands = _commands(self.port)
        self._pids: dict[str, int] = {}

    @property
    def names(self) -> list[str]:
        return list(self._commands)

    @property
    def pids(self) -> list[int]:
        """Of all that run."""
        return list(self._pids.values())

    @property
    def heart(self) -> str:
        """The process that works; the others only hint and listen."""
        return "worker" if "worker" in self._commands else "all"

    @property
    def door(self) -> str:
        """The process that takes what comes from outside."""
        return "web" if "web" in self._commands else "all"

    def start(self) -> None:
        """Start whatever does not run."""
        cache.delete(KEY)  # the sign of life of those that have died
        for name, command in self._commands.items():
            if name not in self._pids:
                self._run(name, command)

    def start_another(self, name: str) -> None:
        """Start a second one of the kind."""
        self._run(f"another {name}", self._commands[name])

    def kill(self, name: str) -> None:
        """Kill one, at once; `died` tells when it is gone."""
        if name in self._pids:
            os.kill(self._pids[name], signal.SIGKILL)

    def kill_at(self, name: str, point: CrashPoint) -> None:
        """Let one die when it comes to this point from now on."""
        give_order(_order(name), point)

    def died(self, name: str, seconds: float) -> bool:
        """Whether this process has ended by then."""
        if not self._ask({"await_end": {"pid": self._pids[name], "seconds": seconds}}):
            return False
        del self._pids[name]
        _order(name).unlink(missing_ok=True)
        return True

    def stop(self) -> None:
        """Kill all that run."""
        for name in list(self._pids):
            self.kill(name)
            self.died(name, PATIENCE)

    def until_up(self) -> None:
        """Wait until web, worker and scheduler answer; RuntimeError with the end of their log when they do not."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return
            except OSError:  # nobody listens yet, or one of them is not up
                time.sleep(0.05)
        raise RuntimeError(f"The product did not come up:\n{self.last_words()}")

    def last_words(self) -> str:
        """The end of what the processes have printed, with where those that run just stand."""
        for pid in self._pids.values():
            os.kill(pid, signal.SIGUSR1)
        time.sleep(1)
        return self._log.read_text(errors="replace")[-8000:] if self._log.exists() else ""

    def _run(self, name: str, command: list[str]) -> None:
        wanted = {"command": command, "log": str(self._log), "order": str(_order(name))}
        self._pids[name] = self._ask({"start": wanted})

    def _ask(self, request: Mapping[str, Any]) -> Any:
        if self._nursery.stdin is None or self._nursery.stdout is None:
            raise RuntimeError("The nursery has no pipes.")
        self._nursery.stdin.write(json.dumps(request) + "\n")
        self._nursery.stdin.flush()
        return json.loads(self._nursery.stdout.readline())


@contextmanager
def product() -> Iterator[Product]:
    """The product, not started yet; whatever runs at the end of the block is killed."""
    command = [sys.executable, "-m", "quotahit.console.drills.nursery"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        if nursery.stdout is None or json.loads(nursery.stdout.readline() or "null") != "ready":
            raise RuntimeError("The product cannot be loaded.")
        made = Product(nursery, settings.HOME / "processes.log")
        try:
            yield made
        finally:
            made.stop()


def _order(name: str) -> Path:
    """Where this process looks for the crash point that is meant for it."""
    return settings.HOME / f"{name}.order"


def _commands(port: int) -> dict[str, list[str]]:
    """The arguments of a Python for each process."""
    if settings.EMBEDDED:
        return {"all": [str(settings.BASE_DIR / "manage.py"), "quickstart", "--no-demo", "--port", str(port)]}
    web = ["-m", "uvicorn", "quotahit.asgi:application", "--port", str(port), "--log-level", "warning"]
    return {
        "web": [*web, "--lifespan", "on", "--ws", "websockets-sansio"],
        "worker": ["-m", *WORKER],
        "scheduler": ["-m", *SCHEDULER],
    }
