"""Vendors' stand-ins that need Node, each a process of its own for the whole run.

`npm install --prefix tests/peers` brings them. Without them the suite skips and says so; with REQUIRE_PEERS it fails.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.outreach.conftest import live, postbox, public_url
from tests.outreach.servers import free_port

__all__ = ["live", "postbox", "public_url"]  # the mailbox that tests of the room of outreach send from

HERE = Path(__file__).parent
PROGRAMS = HERE / "node_modules" / ".bin"
PATIENCE = 100  # tenths of a second

Start = Callable[..., str]


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """`start("program", "an argument")` runs it on a free port and gives the address once it answers."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(program: str, *arguments: str) -> str:
        path, port = installed(program), free_port()
        words = tmp_path_factory.mktemp(program) / "words"
        command = [path, *arguments, "--port", str(port)]
        with words.open("wb") as out:
            running.append(subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=words.parent))
        url = f"http://127.0.0.1:{port}"
        _wait(url, running[-1], words)
        return url

    yield begin
    for process in running:
        process.terminate()
        process.wait(timeout=10)


def installed(program: str) -> str:
    """Where it is; without it the test skips, or fails where this run requires it."""
    if shutil.which("node") and (PROGRAMS / program).exists():
        return str(PROGRAMS / program)
    missing = f"{program} is not installed: it takes Node 20, then `npm install --prefix tests/peers`"
    if os.environ.get("REQUIRE_PEERS"):
        pytest.fail(f"{missing}, and this run requires it.")
    pytest.skip(missing)


def _wait(url: str, process: "subprocess.Popen[bytes]", words: Path) -> None:
    for _ in range(PATIENCE):
        try:
            httpx2.get(url, timeout=1)
            return
        except httpx2.TransportError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"No answer at {url}: {words.read_text()}")
