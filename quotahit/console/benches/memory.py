"""Memory that the product takes: the whole of it in one process, and its worker among a million sleeping runs.

`started` and `after_demo` are megabytes that stay in memory of the embedded process (web, worker and scheduler, on
SQLite), some seconds after it said that it was ready: once with an empty product, once after it has played the demo.
`ratio` is that of the same process on two databases, a million sleeping runs over a thousand: what a sleeper costs a
worker should be nothing, for it is a row.
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection

from quotahit import clock
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.crowd import settle_down
from quotahit.console.benches.multiplying import multiply
from quotahit.console.benches.own_database import database_url, own_database
from quotahit.console.drills.own_redis import free_port
from quotahit.workflow.models import Run

FEW, MANY, ROUNDS = 1000, 1_000_000, 3
SETTLING = 15.0  # seconds; the scheduler has asked for everything by then, most of it several times
STARTS_WITHIN = 300.0


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--few", type=int, default=FEW, help=f"Sleeping runs; the default is {FEW}.")
    parser.add_argument("--many", type=int, default=MANY, help=f"Sleeping runs beside them; the default is {MANY}.")
    parser.add_argument(
        "--seconds", type=float, default=SETTLING, help="How long a process works before it is looked at."
    )


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Start the product anew for every figure; the sleepers' ratio is taken within each of `rounds` rounds."""
    say, seconds, rounds = options["say"], options["seconds"], options["rounds"] or ROUNDS
    started, _ = megabytes("", seconds, "--no-demo")
    say(f"Embedded, after its start: {started:.0f} MB")
    after_demo, peak = megabytes("", seconds)
    say(f"Embedded, after the demo: {after_demo:.0f} MB, {peak:.0f} MB at most")
    with ExitStack() as stack:
        few, many = (_sleepers(stack, number) for number in (options["few"], options["many"]))
        pairs = []
        for number in range(rounds):
            pairs.append(tuple(megabytes(url, seconds, "--no-demo")[0] for url in (few, many)))
            say("Round {}: {:.1f} and {:.1f} MB".format(number + 1, *pairs[-1]))
    ratios = [with_many / with_few for with_few, with_many in pairs]
    return {
        "database": connection.vendor,
        "started": round(started),
        "after_demo": round(after_demo),
        "peak": round(peak),
        "few": options["few"],
        "many": options["many"],
        "rounds": rounds,
        "ratio": round(statistics.median(ratios), 3),
        "range": [round(min(ratios), 3), round(max(ratios), 3)],
        "worker": [round(statistics.median(column), 1) for column in zip(*pairs, strict=True)],
    }


def _sleepers(stack: ExitStack, number: int) -> str:
    """The address of a database with so many sleeping runs."""
    stack.enter_context(own_database(f"bench_memory_{number}"))
    organization = create_organization("Bench", slug="bench")
    run = Run.objects.create(
        organization=organization,
        chain="bench.sleeps",
        version=1,
        step_names=["wait"],
        event_id=0,
        status="sleeping",
        wake_at=clock.now() + timedelta(days=365),
    )
    multiply(run, 1, number - 1, event_id="n")
    settle_down()
    connection.close()
    return database_url()


def megabytes(url: str, seconds: float, *arguments: str) -> tuple[float, float]:
    """What the embedded product holds in memory after it has worked for so long, and the most that it ever held."""
    with TemporaryDirectory(prefix="quotahit-bench-") as folder, _product(Path(folder), url, *arguments) as process:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.2)
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if ":" in line
        )
        return tuple(int(status[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]


@contextmanager
def _product(home: Path, url: str, *arguments: str) -> "Iterator[subprocess.Popen[bytes]]":
    """The whole product in one process, ready."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"QUOTAHIT_HOME": str(home), "REFUSE_PAID_CALLS": "1"} | ({"DATABASE_URL": url} if url else {})
    command = [sys.executable, "manage.py", "quickstart", "--port", str(port), *arguments]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)
    try:
        _await(f"http://127.0.0.1:{port}/readyz", process, home / "log")
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _await(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx2.get(address, timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"The product did not become ready:\n{log.read_text()}")
