"""The crash drill: processes are killed in the middle of their work; afterwards nothing is lost and nothing was done
twice.

The real processes run against a real mail server and a provider, on leads that are imported as it goes, while people
answer by webhook. Every few seconds one process is killed (SIGKILL) and started again. When all kills are spent the
product comes to rest, and its records are compared with what the servers have really taken.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection

from outreach import sandbox
from outreach.choices import Transport
from outreach.models import Delivery, Enrollment
from quotahit import clock
from quotahit.console.drills import truth
from quotahit.console.drills.arguments import positive
from quotahit.console.drills.killing import Killer
from quotahit.console.drills.peers.log import PeerLog
from quotahit.console.drills.peers.people import People, people
from quotahit.console.drills.peers.postbox import postbox
from quotahit.console.drills.peers.provider import provider
from quotahit.console.drills.processes import product
from quotahit.console.drills.reconciling import Reconciler
from quotahit.console.drills.rest import OUTAGE, come_to_rest
from quotahit.console.drills.world import World, build, hurry
from quotahit.workflow.models import Run
from quotahit.workflow.outgoing import Fate

OPTIONS = ("kills",)
KILLS = 40
BACKLOG, LIST = 20, 10  # people in a sequence at a time, and on each list
ANSWER, SANDBOX_ANSWERS = 0.15, 2  # part of the mails that are answered, and how many in the sandbox each time
RESTART_AT_ONCE = 0.25  # part of the deaths after which no time goes by, so that what was claimed is still taken
SHOWN = 200  # problems in the result


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--kills", type=positive, default=KILLS, help=f"How many processes die; the default is {KILLS}."
    )


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Kill, let it settle, compare; `holds` says whether the comparison found nothing."""
    say: Callable[[str], None] = options["say"]
    began, chance = time.monotonic(), random.Random(options["seed"])
    with ExitStack() as stack:
        log = PeerLog()
        there = stack.enter_context(provider(log))
        world = build(stack.enter_context(postbox(log)), there.url)
        hurry()
        ours = stack.enter_context(product())
        address = f"http://127.0.0.1:{ours.port}/hooks/email/resend/inbound/{world.resend.pk}/"
        crowd = stack.enter_context(people(there, address, world.resend.address, chance))
        killer, reconciler = Killer(ours, log, chance), Reconciler(log, world.operator)
        for number in range(1, options["kills"] + 1):
            _feed(world, chance)
            kill = killer.kill_one()
            _let_people_answer(crowd, log, chance)
            if kill.victim == ours.heart and chance.random() > RESTART_AT_ONCE:
                clock.skip(OUTAGE)
            if number % 10 == 0:
                say(f"{number} killed, {len(log.taken)} mails taken, {len(crowd.given)} answered")
        if ours.heart in ours.down:
            clock.skip(OUTAGE)
        ours.start()
        ours.until_up()
        say("All kills are spent; coming to rest")
        open_work = come_to_rest(reconciler.settle)
        if not crowd.all_delivered:
            open_work += " and answers that the product does not take"
        if open_work:
            say(f"It does not come to rest. What the processes say:\n{ours.last_words()}")
        ours.stop()
    problems = [f"not at rest: {open_work}"] if open_work else []
    problems += _problems(world, log, crowd, killer, reconciler)
    return {
        "holds": not problems,
        "database": connection.vendor,
        "mode": "embedded" if settings.EMBEDDED else "full size",
        "seed": options["seed"],
        "kills": len(killer.kills),
        "kills_by": killer.counts(),
        "people": sum(map(len, world.listed.values())),
        "runs": Run.objects.count(),
        "mails": len(log.taken),
        "sandbox_mails": Delivery.objects.filter(status=Fate.SENT, mailbox__transport=Transport.SANDBOX).count(),
        "answers": len(crowd.given),
        "unknown": len(reconciler.seen),
        "unknown_but_sent": reconciler.sent_after_all,
        "problem_count": len(problems),
        "problems": problems[:SHOWN],
        "seconds": round(time.monotonic() - began),
    }


def _feed(world: World, chance: random.Random) -> None:
    """Keep the product busy: a new list whenever the people of the last ones are nearly through."""
    for organization in (world.live, world.sandboxed):
        listed = len(world.listed.get(organization.pk, ()))
        over = Enrollment.objects.for_organization(organization).exclude(ended_at=None).values("contact").distinct()
        if listed - over.count() < BACKLOG:
            world.import_leads(organization, LIST)
    sent = Delivery.objects.for_organization(world.sandboxed).filter(status=Fate.SENT)
    for delivery in sent.order_by("-pk")[:SANDBOX_ANSWERS]:
        sandbox.answer_as_prospect(delivery, chance.choice(sandbox.ready_answers()))


def _let_people_answer(crowd: People, log: PeerLog, chance: random.Random) -> None:
    """Some of those who got mail since the last time write back."""
    news = log.news()
    for mail in news:
        if chance.random() < ANSWER:
            crowd.answer(mail)


def _problems(world: World, log: PeerLog, crowd: People, killer: Killer, reconciler: Reconciler) -> list[str]:
    return [*_found(world, log, crowd, killer, reconciler)]


def _found(world: World, log: PeerLog, crowd: People, killer: Killer, reconciler: Reconciler) -> Iterator[str]:
    yield from truth.runs_not_over()
    yield from truth.left_in_progress()
    yield from truth.sent_twice(log)
    yield from truth.people_left_out(world)
    yield from truth.steps_missing()
    yield from truth.timeline_differs(log)
    yield from truth.unknown_without_cause(reconciler.seen, killer.kills)
    yield from truth.answers_unheard(crowd.given)
    yield from truth.log_broken()
    yield from (f"the product refused an answer with {status}" for status in crowd.refused)
