"""Durable runs of no-op steps per second through the real engine, beside DBOS Transact on the same PostgreSQL.

Ours: each run is created by an event of its own, takes its steps and finishes; 500 are in flight in one process of two
threads, and every step is committed before the next one of its run begins. DBOS: the same steps in eight threads. Both
sides are measured in turn and the ratio is taken within each round, for the speed of a machine drifts. `other_cpu` is
what other programs took meanwhile, in cores: above 0.1 the absolute figures say little.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection

from quotahit.accounts.models import Organization
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.dbos_peer import DbosPeer, dbos_peer
from quotahit.console.benches.own_database import database_url, insist_on_durable_postgresql, own_database
from quotahit.events.record import Fact, record_many
from quotahit.workflow.advance import advance
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.skills import skill

STEPS, IN_FLIGHT, ROUNDS = 7, 500, 3
WORKERS = 2  # threads of the one process: while one waits for the database, the other thinks
OUR_RUNS, THEIR_RUNS, THEIR_THREADS = 5000, 300, 8
SINGLE_RUNS, SINGLES_IN_TURN = 100, 5
EVENT = "bench.run_wanted"
_subjects = count(1)


@dataclass(frozen=True)
class Round:
    """Runs per second and median milliseconds of a single run, ours and theirs, in one round."""

    ours: float
    theirs: float
    our_latency: float
    their_latency: float


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--postgres", metavar="URL", help="The PostgreSQL server to use where DATABASE_URL names none.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Measure both sides in at least three rounds; ratios are medians with their range. WrongUse without PostgreSQL."""
    say: Callable[[str], None] = options["say"]
    insist_on_durable_postgresql(options["postgres"])
    with own_database("bench_engine"), dbos_peer(database_url(), STEPS, say) as dbos:
        organization = create_organization("Bench", slug="bench")
        _register_chain()
        _measure(organization, dbos, runs=IN_FLIGHT)  # the first touch of everything is nobody's speed
        busyness, rounds = Busyness(), []
        for number in range(max(options["rounds"] or ROUNDS, 3)):
            rounds.append(_measure(organization, dbos, runs=OUR_RUNS))
            say(f"Round {number + 1}: {rounds[-1].ours:.0f} runs/s, DBOS {rounds[-1].theirs:.0f}")
        return _summary(rounds) | {"other_cpu": busyness.others()}


def _register_chain() -> None:
    skill("bench.no_op", pure=True)(lambda context: {})
    steps = tuple(Step(f"step_{number}", "bench.no_op") for number in range(STEPS))
    register_chain(Chain("bench.seven_steps", 1, steps, (EVENT,)))


def _measure(organization: Organization, dbos: DbosPeer, runs: int) -> Round:
    ours, theirs = _throughput(organization, runs), dbos.throughput(min(THEIR_RUNS, runs), THEIR_THREADS)
    return Round(ours, theirs, *_latencies(organization, dbos))


def _throughput(organization: Organization, runs: int) -> float:
    """Runs per second with `IN_FLIGHT` in flight; RuntimeError when one was not finished with all its steps."""
    before = RunStep.objects.filter(status="done").count()
    at_once = IN_FLIGHT // WORKERS
    with ThreadPoolExecutor(WORKERS) as workers:
        began = time.perf_counter()
        shares = [workers.submit(_work, organization, at_once, runs // IN_FLIGHT) for _ in range(WORKERS)]
        for share in shares:
            share.result()
        seconds = time.perf_counter() - began
    if RunStep.objects.filter(status="done").count() - before != runs * STEPS or Run.objects.filter(ended_at=None):
        raise RuntimeError("The engine did not finish what was measured.")
    return runs / seconds


def _work(organization: Organization, at_once: int, times: int) -> None:
    """One worker's share: so many runs at once, so many times."""
    for _ in range(times):
        _go(organization, at_once)
    connection.close()


def _latencies(organization: Organization, dbos: DbosPeer) -> tuple[float, float]:
    """Median milliseconds from wanting a single run to its end, ours and theirs, a few of each in turn."""
    ours, theirs = [], []
    for _ in range(SINGLE_RUNS // SINGLES_IN_TURN):
        for _ in range(SINGLES_IN_TURN):
            began = time.perf_counter()
            _go(organization, 1)
            ours.append((time.perf_counter() - began) * 1000)
        theirs += dbos.latencies(SINGLES_IN_TURN)
    return statistics.median(ours), statistics.median(theirs)


def _go(organization: Organization, runs: int) -> None:
    record_many(Fact(organization.pk, EVENT, ("bench.run", next(_subjects)), source="bench") for _ in range(runs))
    while runs > 0:
        runs -= advance(runs)


def _summary(rounds: list[Round]) -> dict[str, Any]:
    ratios = [one.ours / one.theirs for one in rounds]
    latency_ratios = [one.our_latency / one.their_latency for one in rounds]
    return {
        "steps": STEPS,
        "in_flight": IN_FLIGHT,
        "rounds": len(rounds),
        "runs_per_second": round(statistics.median(one.ours for one in rounds), 1),
        "dbos_runs_per_second": round(statistics.median(one.theirs for one in rounds), 1),
        "ratio": round(statistics.median(ratios), 1),
        "range": [round(min(ratios), 1), round(max(ratios), 1)],
        "latency_ms": round(statistics.median(one.our_latency for one in rounds), 2),
        "dbos_latency_ms": round(statistics.median(one.their_latency for one in rounds), 2),
        "latency_ratio": round(statistics.median(latency_ratios), 2),
        "latency_range": [round(min(latency_ratios), 2), round(max(latency_ratios), 2)],
    }
