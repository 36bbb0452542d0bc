"""DBOS Transact in a process and an environment of its own, spoken to by lines."""

import json
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "bench" / "dbos_runs.py"
REQUIREMENTS = Path(settings.BASE_DIR) / "requirements-bench.txt"


class DbosPeer:
    """Measures itself when asked."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def throughput(self, runs: int, threads: int) -> float:
        """Runs per second with so many threads."""
        return self._ask(f"throughput {runs} {threads}")["runs_per_second"]

    def latencies(self, runs: int) -> list[float]:
        """Milliseconds of each of so many runs, one after another."""
        return self._ask(f"latency {runs}")["milliseconds"]

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("DBOS ended before it answered; its own words are above.")
        return json.loads(answer)


@contextmanager
def dbos_peer(database_url: str, steps: int, say: Callable[[str], None]) -> Iterator[DbosPeer]:
    """DBOS on this PostgreSQL database while the block runs; it is installed on first use."""
    command = [str(_python(say)), str(SCRIPT), database_url, "--steps", str(steps)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True)
    try:
        yield DbosPeer(process)
    finally:
        try:
            process.communicate(timeout=60)  # the end of its input is the end of its work
        except subprocess.TimeoutExpired:
            process.kill()


def _python(say: Callable[[str], None]) -> Path:
    """The interpreter of the environment that has exactly the pinned requirements."""
    home = Path(settings.HOME) / "bench-venv"
    python, stamp = home / "bin" / "python", home / "installed"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        say(f"Installing {wanted.splitlines()[-1]} into {home} …")
        venv.create(home, clear=True, with_pip=True)
        install = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            str(REQUIREMENTS),
        ]
        subprocess.run(install, check=True, stdout=sys.stderr)
        stamp.write_text(wanted)
    return python
