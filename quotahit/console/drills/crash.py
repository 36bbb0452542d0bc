"""The crash drill: processes are killed in the middle of their work; afterwards nothing is lost and nothing was done
twice.

The real processes run against a real mail server and a provider, on leads that are imported as it goes, while people
answer by webhook. Every second or two one process is killed (SIGKILL) and started again. When all kills are spent the
product comes to rest, and its records are compared with what the servers have really taken.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection

from outreach.choices import Transport
from outreach.models import Delivery
from quotahit import clock
from quotahit.console.drills.arguments import positive
from quotahit.console.drills.killing import Killer
from quotahit.console.drills.rest import OUTAGE, settle
from quotahit.console.drills.stage import Stage, stage
from quotahit.workflow.models import Run
from quotahit.workflow.outgoing import Fate

OPTIONS = ("kills",)
KILLS = 40
RESTART_AT_ONCE = 0.25  # part of the deaths after which no time goes by, so that what was claimed is still taken
SHOWN = 20  # problems in the result


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--kills", type=positive, default=KILLS, help=f"How many die; the default is {KILLS}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Kill, let it settle, compare; `holds` says whether the comparison found nothing."""
    say: Callable[[str], None] = options["say"]
    began = time.monotonic()
    with stage(options["seed"]) as on:
        killer = Killer(on.product, on.log, on.crowd, on.chance)
        for number in range(1, options["kills"] + 1):
            _kill_one(on, killer, is_last=number == options["kills"])
            if number % 10 == 0:
                say(f"{number} killed, {len(on.log.taken)} mails taken, {len(on.crowd.given)} answered")
        say("All kills are spent; coming to rest")
        problems = [*settle(on, say), *on.problems(killer.kills)]
        return {
            "holds": not problems,
            "database": connection.vendor,
            "mode": "embedded" if settings.EMBEDDED else "full size",
            "seed": options["seed"],
            "kills": len(killer.kills),
            "kills_by": killer.counts(),
            **summary(on),
            "problem_count": len(problems),
            "problems": problems[:SHOWN],
            "seconds": round(time.monotonic() - began),
        }


def summary(on: Stage) -> dict[str, Any]:
    """How much was at stake."""
    sandboxed = Delivery.objects.filter(status=Fate.SENT, mailbox__transport=Transport.SANDBOX)
    return {
        "people": sum(map(len, on.world.listed.values())),
        "runs": Run.objects.count(),
        "mails": len(on.log.taken),
        "sandbox_mails": sandboxed.count(),
        "answers": len(on.crowd.given),
        "unknown": len(on.reconciler.seen),
        "unknown_but_sent": on.reconciler.sent_after_all,
    }


def _kill_one(on: Stage, killer: Killer, *, is_last: bool) -> None:
    """One death, and often a long outage after it; the last one is always followed by one."""
    on.feed()
    kill = killer.kill_one(is_last=is_last)
    if is_last or (kill.victim == on.product.heart and on.chance.random() > RESTART_AT_ONCE):
        clock.skip(OUTAGE)
