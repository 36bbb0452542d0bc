"""A Redis server of a drill's own, which may be emptied, stopped and started again without anybody noticing."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from quotahit.accounts.commands import WrongUse

PATIENCE = 10.0  # seconds that it may take to start


@contextmanager
def own_redis(folder: Path) -> Iterator[str]:
    """The address of a fresh server where the product is configured with one, "" where it runs without.

    WrongUse when the program is missing.
    """
    if settings.EMBEDDED:
        yield ""
        return
    if shutil.which("redis-server") is None:
        raise WrongUse("With REDIS_URL a drill starts a Redis server of its own: install redis-server, or unset it.")
    port = free_port()
    server = start_redis(port, folder)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def start_redis(port: int, folder: Path) -> "subprocess.Popen[bytes]":
    """Start a server that keeps nothing on disk, and wait until it answers. RuntimeError when it does not."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.02)
    server.kill()
    raise RuntimeError("redis-server did not start.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
