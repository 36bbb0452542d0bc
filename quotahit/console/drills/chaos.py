"""The chaos drill: everything around the product fails in turn; in the end its timeline equals the servers' log.

The product's processes run as in the crash drill, and are not killed. One calamity after another befalls them while
leads are imported, mails leave and people answer. Then all is well again, and the product comes to rest.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection

from outreach.models import Delivery
from quotahit import clock
from quotahit.console.drills.arguments import positive
from quotahit.console.drills.calamities import MOODS, calamities
from quotahit.console.drills.crash import SHOWN, summary
from quotahit.console.drills.rest import OUTAGE, let_time_pass, settle
from quotahit.console.drills.stage import Stage, stage
from quotahit.workflow.outgoing import Fate

OPTIONS = ("rounds",)
LASTS, MEETS = 8.0, 3  # seconds of a calamity at most, and how many mails are to meet it
LEAST = 2.0  # seconds of a calamity at least
LONGEST = 60.0  # seconds in which some mail has to meet a server's mood: longer than the line of another stays silent
LOOK = 0.1


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--rounds", type=positive, default=1, help="How often each calamity comes; the default is 1.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Let everything happen, settle, compare; `holds` says whether the comparison found nothing."""
    say: Callable[[str], None] = options["say"]
    began = time.monotonic()
    with stage(options["seed"]) as on:
        on.product.start()
        on.product.until_up()
        names = list(calamities()) * options["rounds"]
        on.chance.shuffle(names)
        met: dict[str, int] = {}
        for name in names:
            met[name] = met.get(name, 0) + _befall(on, name)
            say(f"{name}: {met[name]} mails met it, {len(on.log.taken)} taken, {len(on.crowd.given)} answered")
        say("All is well again; coming to rest")
        on.product.stop()
        clock.skip(OUTAGE)
        problems = [*_unproven(met), *settle(on, say), *on.problems(kills=None)]
        return {
            "holds": not problems,
            "database": connection.vendor,
            "mode": "embedded" if settings.EMBEDDED else "full size",
            "seed": options["seed"],
            "calamities": met,
            **summary(on),
            "problem_count": len(problems),
            "problems": problems[:SHOWN],
            "seconds": round(time.monotonic() - began),
        }


def _befall(on: Stage, name: str) -> int:
    """One calamity, for as long as it takes some mails to meet it; returns how many did."""
    _await_mail(on)
    before, began = on.log.asked, time.monotonic()
    with calamities()[name](on):
        while _goes_on(name, on.log.asked - before, time.monotonic() - began):
            time.sleep(LOOK)
        met = on.log.asked - before
    return met


def _goes_on(name: str, met: int, seconds: float) -> bool:
    """Whether more of it is wanted. A server's mood that no mail meets is none; other calamities may stop all mail."""
    if met == 0 and name in MOODS:
        return seconds < LONGEST
    return seconds < LEAST or (met < MEETS and seconds < LASTS)


def _unproven(met: Mapping[str, int]) -> Iterator[str]:
    yield from (f"no mail met a server that is {name}" for name in MOODS if not met[name])


def _await_mail(on: Stage) -> None:
    """Until a mail is about to leave: else nothing would befall it. Where the last calamity has left everything
    claimed, an outage passes."""
    on.feed()
    if not _becomes_due(on):
        clock.skip(OUTAGE)
        _becomes_due(on)


def _becomes_due(on: Stage) -> bool:
    until = time.monotonic() + LASTS
    ours = Delivery.objects.filter(status=Fate.PLANNED, mailbox__in=[on.world.smtp, on.world.resend])
    while time.monotonic() < until:
        if ours.exclude(claimed_until__gt=clock.now()).filter(not_before__lte=clock.now()).exists():
            return True
        let_time_pass(LOOK)
        time.sleep(LOOK)
    return False
