"""A Python that has loaded the product already, and forks a copy of itself for each command that is to run.

    python -m quotahit.console.drills.nursery

A drill starts processes hundreds of times, and loading takes seconds each time. The copy runs its command from the
first line on, as a fresh Python would. Each line of standard input is a request, each gets one line in answer. When
the input ends, the nursery ends and takes with it whatever still runs.
"""

import faulthandler
import json
import os
import runpy
import signal
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from celery import current_app
from django.db.migrations.loader import MigrationLoader
from django.urls import get_resolver
from uvicorn.importer import import_from_string

from quotahit.console.drills.crash_points import obey

HURRY = 8  # so many times as often as elsewhere the scheduler hints: else a drill mostly waits for the next hint

_running: set[int] = set()


def main() -> None:
    _load()
    _answer("ready")
    for line in sys.stdin:
        request = json.loads(line)
        _answer(_start(**request["start"]) if "start" in request else _await_end(**request["await_end"]))
    for pid in _running:
        os.kill(pid, signal.SIGKILL)


def _load() -> None:
    """Import what web, worker and scheduler need, without a thread or a connection, which no copy could use."""
    django.setup()
    for name in ("uvicorn.main", "celery.bin.celery", "quotahit.embedded"):
        import_module(name)
    import_from_string("quotahit.asgi:application")
    current_app.loader.import_default_modules()
    for entry in current_app.conf.beat_schedule.values():
        entry["schedule"] /= HURRY
    MigrationLoader(None)
    get_resolver().url_patterns  # noqa: B018  asked for its effect: the modules of all pages are loaded
    import_module("quotahit.console.drills.warming").warm_up()


def _start(command: list[str], log: str, order: str) -> int:
    """Run `command` (arguments of a Python) in a copy that dies by `order`; returns its process id."""
    pid = os.fork()
    if pid:
        _running.add(pid)
        return pid
    try:
        _become(command, log, Path(order))
    finally:
        os._exit(1)


def _become(command: list[str], log: str, order: Path) -> None:
    os.setpgid(0, 0)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(output, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    faulthandler.register(signal.SIGUSR1)  # asks where the threads stand, when a drill does not come to rest
    obey(order)
    try:
        if command[0] == "-m":
            sys.argv = command[1:]
            runpy.run_module(command[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = command
            runpy.run_path(command[0], run_name="__main__")
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException:  # noqa: BLE001  whatever it was, a copy must never go on as a nursery
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        os._exit(1)


def _await_end(pid: int, seconds: float) -> bool:
    """Whether this process has ended by then."""
    until = time.monotonic() + seconds
    while pid in _running:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            _running.discard(pid)
            break
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True


def _answer(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
