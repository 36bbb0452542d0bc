"""How fast due enrolments become messages, beside the least that any claim and its rows could cost.

Ours: the tick, through claim, holds, the gate with its inputs, rendering, and the rows of delivery, thread, timeline,
event, log and decision, to the sandbox. The bare side claims as many rows by one statement and puts the very same rows
into equal tables (columns, keys and indexes, but no foreign keys and no triggers) by COPY, 5000 to a transaction.
`ratio_write` is the writing alone on both sides: what a batch that may be sent leaves behind. Each ratio is taken
within its round.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection, models, transaction

from compliance.models import Decision, Grounds
from crm.models import Interaction
from outreach.channels import fates
from outreach.looks import look_at
from outreach.models import Delivery, Enrollment, Thread
from outreach.recipients import load_recipients
from outreach.tick import BATCH, tick
from quotahit import clock
from quotahit.accounts.commands import WrongUse
from quotahit.audit.models import AuditEntry
from quotahit.console.benches import bare_claims
from quotahit.console.benches.bare_tables import last_id, rows_after
from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.crowd import FAR, Crowd, settle_down
from quotahit.console.benches.own_database import own_database
from quotahit.console.benches.tick_workers import TickWorkers, tick_workers
from quotahit.events.models import Event

ROWS, DUE, ROUNDS, SMALL = 1_000_000, 100_000, 3, 200_000
WARM_UP = 2000
SENT: tuple[type[models.Model], ...] = (Thread, Interaction, Delivery, Event, AuditEntry)
WRITTEN = (*SENT, Grounds, Decision)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Round:
    """Rows per second in one round: the tick, the bare claim, the rows alone on both sides, two workers."""

    ours: float
    bare: float
    our_rows: float
    bare_rows: float
    two_workers: float | None


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--rows", type=int, default=ROWS, help=f"Enrolments in the table; the default is {ROWS}.")
    parser.add_argument("--due", type=int, default=DUE, help=f"How many are due in each round; the default is {DUE}.")
    parser.add_argument("--large", type=int, help=f"Compare a table of so many rows (5000000) with one of {SMALL}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Measure in `rounds` rounds; ratios are medians with their range.

    `other_cpu` is what other programs took meanwhile, in cores: above 0.1 the absolute figures say little.
    """
    rows, due, large, say = options["rows"], options["due"], options["large"], options["say"]
    rounds = options["rounds"] or ROUNDS
    small_size = min(SMALL, rows)
    if rows < 3 * rounds * due or (large and (large < 2 * (rows + small_size) or due > small_size // 2)):
        raise WrongUse("A round takes three times as many of the rows as are due, and --large more than twice those.")
    with own_database("bench_tick"):
        crowd = Crowd()
        bare_claims.make_bare_tables(WRITTEN)
        _warm_up(crowd)
        busyness = Busyness()
        small = _size(crowd, crowd.size + small_size, due, say) if large else {}
        crowd.grow(crowd.size + rows)  # all of them new, and therefore to be made due
        settle_down()
        with tick_workers(2 if connection.vendor == "postgresql" else 0) as workers:
            timed = [_round(crowd, due, workers, number + 1, say) for number in range(rounds)]
        grown = _compare(small, _size(crowd, large, due, say)) if large else {}
        other_cpu = busyness.others()
    return _summary(rows, due, timed) | grown | {"other_cpu": other_cpu}


def _warm_up(crowd: Crowd) -> None:
    """The first touch of everything is nobody's speed."""
    crowd.grow(WARM_UP)
    settle_down()
    crowd.make_due(WARM_UP // 2)
    _tick_all()


def _round(crowd: Crowd, due: int, workers: TickWorkers, number: int, say: Say) -> Round:
    before = {model: last_id(model) for model in WRITTEN}
    count = crowd.make_due(due)
    bare_claims.copy_enrollments()
    ours = _tick_all()
    written = [(model, rows_after(model, row_id)) for model, row_id in before.items()]
    bare = bare_claims.claim_and_write(written)
    del written
    our_rows, bare_rows = _rows_alone(crowd, due)
    both = crowd.make_due(due) / workers.seconds() if workers else None
    result = Round(count / ours, count / bare, our_rows, bare_rows, both)
    say(f"Round {number}: {result.ours:.0f} rows/s, bare {result.bare:.0f}; rows alone {our_rows:.0f}, {bare_rows:.0f}")
    return result


def _tick_all() -> float:
    """Seconds until nothing is due."""
    began = time.perf_counter()
    while tick():
        pass
    return time.perf_counter() - began


def _rows_alone(crowd: Crowd, due: int) -> tuple[float, float]:
    """Rows per second of writing what has been looked at and may be sent: by us, and bare."""
    crowd.make_due(due)
    before, seconds, count = {model: last_id(model) for model in SENT}, 0.0, 0
    due_now = Enrollment.objects.filter(next_at__lte=clock.now()).order_by("next_at", "pk")
    while enrollments := list(due_now[:BATCH]):
        recipients = load_recipients({row.contact_id for row in enrollments})
        looks, _ = look_at(enrollments, recipients, at=clock.now(), record=False)
        seconds += _send([look.delivery for look in looks if look.delivery and look.against is None])
        count += len(enrollments)
        Enrollment.objects.filter(pk__in=[row.pk for row in enrollments]).update(next_at=clock.now() + FAR)
    written = [(model, rows_after(model, row_id)) for model, row_id in before.items()]
    return count / seconds, count / bare_claims.write_rows(written, count)


def _send(deliveries: Sequence[Delivery]) -> float:
    began = time.perf_counter()
    with transaction.atomic():
        fates.sent(deliveries)
    return time.perf_counter() - began


def _size(crowd: Crowd, rows: int, due: int, say: Say) -> dict[str, float]:
    """Speed and the cost of a tick that finds nothing, with a table of this size."""
    crowd.grow(rows)
    settle_down()
    speeds = []
    for _ in range(2):
        count = crowd.make_due(due // 2)
        speeds.append(count / _tick_all())
    found = {"rows_per_second": statistics.median(speeds), "idle_us": _idle()}
    say("{} rows: {rows_per_second:.0f} rows/s, an idle tick {idle_us:.0f} us".format(rows, **found))
    return found


def _idle() -> float:
    taken = []
    for _ in range(200):
        began = time.perf_counter()
        tick()
        taken.append((time.perf_counter() - began) * 1_000_000)
    return statistics.median(taken)


def _compare(small: Mapping[str, float], large: Mapping[str, float]) -> dict[str, Any]:
    return {
        "growth_ratio": round(large["rows_per_second"] / small["rows_per_second"], 2),
        "idle_us": [round(small["idle_us"]), round(large["idle_us"])],
        "idle_ratio": round(large["idle_us"] / small["idle_us"], 2),
    }


def _summary(rows: int, due: int, rounds: Sequence[Round]) -> dict[str, Any]:
    ratios = {
        "ratio": [one.ours / one.bare for one in rounds],
        "ratio_write": [one.our_rows / one.bare_rows for one in rounds],
        "ratio_two_workers": [one.two_workers / one.ours for one in rounds if one.two_workers],
    }
    result: dict[str, Any] = {
        "database": connection.vendor,
        "rows": rows,
        "due": due,
        "rounds": len(rounds),
        "rows_per_second": round(statistics.median(one.ours for one in rounds)),
        "bare_rows_per_second": round(statistics.median(one.bare for one in rounds)),
    }
    for name, values in ratios.items():
        if values:
            result[name] = round(statistics.median(values), 2)
            result[name.replace("ratio", "range", 1)] = [round(min(values), 2), round(max(values), 2)]
    return result
