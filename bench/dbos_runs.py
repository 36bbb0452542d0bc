"""The other side of `bench engine`: durable runs of no-op steps on DBOS Transact, in an environment of its own.

    python bench/dbos_runs.py DATABASE_URL --steps 7

Reads one command per line from stdin (`throughput RUNS THREADS` or `latency RUNS`) and answers each with one line of
JSON, so that its rounds can be interleaved with ours. It imports nothing of the project.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dbos import DBOS


def workflow_of(steps: int) -> Callable[[], int]:
    """A workflow of so many no-op steps, each of which DBOS commits before the next begins."""

    @DBOS.step()
    def no_op(number: int) -> int:
        return number

    @DBOS.workflow()
    def run() -> int:
        for number in range(steps):
            no_op(number)
        return steps

    return run


def throughput(run: Callable[[], int], runs: int, threads: int) -> dict[str, float]:
    """Runs per second with so many in flight."""
    with ThreadPoolExecutor(threads) as pool:
        began = time.perf_counter()
        for done in [pool.submit(run) for _ in range(runs)]:
            done.result()
        return {"runs_per_second": runs / (time.perf_counter() - began)}


def latency(run: Callable[[], int], runs: int) -> dict[str, list[float]]:
    """Milliseconds of each run, one after another."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
    return {"milliseconds": taken}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database_url")
    parser.add_argument("--steps", type=int, default=7)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    DBOS(config={"name": "bench", "system_database_url": options.database_url, "run_admin_server": False})
    run = workflow_of(options.steps)
    DBOS.launch()
    for line in sys.stdin:
        word, *numbers = line.split()
        measure = {"throughput": throughput, "latency": latency}[word]
        sys.stdout.write(json.dumps(measure(run, *map(int, numbers))) + "\n")
        sys.stdout.flush()
    DBOS.destroy()


if __name__ == "__main__":
    main()
