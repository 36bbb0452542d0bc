"""How late the messages of 199 small organizations are while one has nine tenths of a million due.

In each turn every small organization has as many enrolments due at once, the tick works until none is left, and a
message is as late as it was settled after that moment. Turns with the large organization's backlog and turns without
it alternate: without, it is paused, which its rows are still there for. `ratio` is that of the 95th percentiles.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection

from outreach.models import Delivery, Enrollment
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.commands import WrongUse
from quotahit.accounts.organizations import pause_organization, resume_organization
from quotahit.console.benches.bare_tables import last_id
from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.crowd import PARTS, Crowd, settle_down
from quotahit.console.benches.own_database import own_database

ROWS, SMALL, ROUNDS = 1_000_000, 199, 3
LARGE_PART = 0.9
ACTOR = "system:bench"
Say = Callable[[str], None]


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--rows", type=int, default=ROWS, help=f"Enrolments due in one turn; the default is {ROWS}.")
    parser.add_argument("--small", type=int, default=SMALL, help=f"Small organizations; the default is {SMALL}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Measure `rounds` pairs of turns; WrongUse when a small organization would have next to nothing due.

    `other_cpu` is what other programs took meanwhile, in cores: above 0.1 the absolute figures say little.
    """
    with own_database("bench_fair"):
        return measure(options["rows"], options["small"], options["rounds"] or ROUNDS, options["say"])


def measure(rows: int, small: int, rounds: int, say: Say) -> dict[str, Any]:
    """The same in the database at hand."""
    large_rows = round(rows * LARGE_PART)
    each = (rows - large_rows) // small
    if 2 * rounds * each < PARTS:
        raise WrongUse(f"Each of {small} organizations would have {each} due in a turn: too few to measure.")
    crowds = [_crowd(f"small-{number}", 2 * rounds * each, mailboxes=1, companies=1) for number in range(small)]
    large = _crowd("large", large_rows)
    say(f"{small} organizations with {each} due in a turn; a large one with {large.make_due(large_rows)}.")
    settle_down()
    busyness = Busyness()
    pairs = [_pair(large, crowds, each, number, say) for number in range(rounds)]
    return _summary(rows, small, pairs) | {"other_cpu": busyness.others()}


def _crowd(slug: str, size: int, **few: int) -> Crowd:
    crowd = Crowd(slug, **few)
    crowd.grow(1 + size)
    return crowd


Pair = tuple[float, float]  # the 95th percentile of seconds late, without and with the large one


def _pair(large: Crowd, crowds: Sequence[Crowd], each: int, number: int, say: Say) -> Pair:
    pause_organization(large.organization, actor=ACTOR)
    alone = _turn(crowds, each)
    resume_organization(large.organization, actor=ACTOR)
    beside = _turn(crowds, each)
    say(f"Round {number + 1}: {alone:.1f} s late alone, {beside:.1f} s beside the large one")
    return alone, beside


def _turn(crowds: Sequence[Crowd], each: int) -> float:
    """The 95th percentile of seconds that the small ones' messages are late."""
    for crowd in crowds:
        crowd.make_due(each)
    organizations = [crowd.organization.pk for crowd in crowds]
    before, began, started = last_id(Delivery), clock.now(), time.perf_counter()
    waiting = Enrollment.objects.filter(organization__in=organizations, status="active", next_at__lte=began)
    while tick() and waiting.exists():
        pass
    sent = Delivery.objects.filter(pk__gt=before, organization__in=organizations, settled_at__isnull=False)
    late = sorted((at - began).total_seconds() for at in sent.values_list("settled_at", flat=True))
    if not late or late[-1] > time.perf_counter() - started:
        raise RuntimeError("Nothing was sent, or the clock was set meanwhile.")
    return late[len(late) * 95 // 100]


def _summary(rows: int, small: int, pairs: Sequence[Pair]) -> dict[str, Any]:
    ratios = [beside / alone for alone, beside in pairs]
    alone, beside = (statistics.median(column) for column in zip(*pairs, strict=True))
    return {
        "database": connection.vendor,
        "rows": rows,
        "small": small,
        "rounds": len(pairs),
        "ratio": round(statistics.median(ratios), 2),
        "range": [round(min(ratios), 2), round(max(ratios), 2)],
        "seconds_late": [round(alone, 1), round(beside, 1)],
    }
