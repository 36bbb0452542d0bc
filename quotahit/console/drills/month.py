"""The month drill: a virtual month of a sales department, in which every single act is checked as it happens.

People are imported over the first days, scored, put into sequences and written to from several mailboxes with caps and
hours; they answer, opt out, bounce, complain and go on holiday; a colleague takes some of them over; and the process
dies now and then in the middle of a transaction. The clock is the drill's own, so a month takes minutes, and with one
seed everything happens again in the same way.
"""

import random
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection

from outreach.choices import Transport
from outreach.models import Delivery, Enrollment, Mailbox
from quotahit import clock
from quotahit.audit.sealing import seal
from quotahit.console.drills import truth
from quotahit.console.drills.arguments import positive
from quotahit.console.drills.habits import Habits
from quotahit.console.drills.ledger import Ledger
from quotahit.console.drills.peers.log import PeerLog
from quotahit.console.drills.peers.postbox import postbox
from quotahit.console.drills.peers.provider import provider
from quotahit.console.drills.reckoning import counts, digest, unexplained, unlooked
from quotahit.console.drills.reconciling import Reconciler
from quotahit.console.drills.rest import next_work_at
from quotahit.console.drills.same_process import Workers
from quotahit.console.drills.world import ZONES, World, add_mailbox, build

OPTIONS = ("people", "days")
PEOPLE = 20_000
LIVE = 20  # one in so many is written to by real mail
FIRST_DAY = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)  # a Monday; the clocks of the United States change on the 14th
DAYS, IMPORT_DAYS = 30, 10
SANDBOX_MAILBOXES = 4
STEP = timedelta(minutes=1)  # the shortest time between two looks of the scheduler
HOUR = timedelta(hours=1)
SPACING = 120  # seconds between the mails of a live mailbox
CAP = 80  # the smallest sandbox mailbox may write to one in so many on a day, the others to two, three, four in so many
SHOWN = 20


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--people", type=positive, default=PEOPLE, help=f"How many; the default is {PEOPLE}.")
    parser.add_argument("--days", type=positive, default=DAYS, help=f"How long the month is; the default is {DAYS}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Live through the month; `holds` says whether no act broke a rule, and `digest` is the same for the same seed."""
    say: Callable[[str], None] = options["say"]
    began, people, chance = time.monotonic(), options["people"], random.Random(options["seed"])
    with ExitStack() as stack:
        log = PeerLog()
        there = stack.enter_context(provider(log))
        port = stack.enter_context(postbox(log))
        with clock.stopped(FIRST_DAY):
            world = build(port, there.url)
            _furnish(world, people)
        ledger = Ledger(ZONES)
        ledger.listen()
        month = Month(world, ledger, Habits(ledger, world.operator, chance), Workers(chance), log, options["days"])
        month.live(people, say)
    problems = [
        *ledger.faults,
        *unlooked(ledger.sends),
        *unexplained(month.last),
        *truth.sent_twice(log),
        *truth.timeline_differs(log),
    ]
    problems += [*truth.people_left_out(world), *truth.lost_in_the_sandbox(), *truth.log_broken()]
    return {
        "holds": not problems,
        "database": connection.vendor,
        "seed": options["seed"],
        "people": people,
        "days": options["days"],
        "sends": ledger.sends,
        "acts": dict(sorted(month.habits.done.items())),
        "deaths": month.workers.deaths,
        "unknown": len(month.reconciler.seen),
        "enrollments": counts(Enrollment.objects, "status"),
        "deliveries": counts(Delivery.objects, "status"),
        "digest": digest(),
        "problem_count": len(problems),
        "problems": problems[:SHOWN],
        "seconds": round(time.monotonic() - began),
    }


class Month:
    """The days one after another, by the drill's own clock."""

    def __init__(self, world: World, ledger: Ledger, habits: Habits, workers: Workers, log: PeerLog, days: int) -> None:
        self._days, self.last = days, FIRST_DAY + timedelta(days=days)
        self.world, self.ledger, self.habits, self.workers = world, ledger, habits, workers
        self.reconciler = Reconciler(log, world)

    def live(self, people: int, say: Callable[[str], None]) -> None:
        """From the first day to the last."""
        at = FIRST_DAY
        for day in range(self._days):
            with clock.stopped(at):
                if day < IMPORT_DAYS:
                    self._import(people, day)
                seal(1_000_000)
            evening = FIRST_DAY + timedelta(days=day + 1)
            while at < evening:
                with clock.stopped(at):
                    self._moment()
                    at = min(max(self._next(), at + STEP), at + HOUR, evening)
            say(f"day {day + 1}: {self.ledger.sends} sent, {sum(self.habits.done.values())} acts of people, "
                f"{self.workers.deaths} deaths")  # fmt: skip
        with clock.stopped(self.last):
            self.workers.settle()

    def _import(self, people: int, day: int) -> None:
        """Today's share of all lists."""
        for organization, part in ((self.world.live, people // LIVE), (self.world.sandboxed, people - people // LIVE)):
            count = part * (day + 1) // IMPORT_DAYS - part * day // IMPORT_DAYS
            if count:
                self.world.import_leads(organization, count)

    def _moment(self) -> None:
        """What is due now: people's acts, the workers' work, and a look at what became of messages nobody knows of."""
        self.habits.act(self.workers.at_risk, self.ledger.look)
        self.workers.work()
        self.ledger.look()
        self.reconciler.settle()
        self.ledger.look()
        self.habits.react()

    def _next(self) -> datetime:
        times = (self.habits.next_at, next_work_at())
        return min(at for at in times if at is not None) if any(times) else clock.now() + HOUR


def _furnish(world: World, people: int) -> None:
    """Mailboxes with caps and hours, so that there is something to keep to."""
    cap = max(people // CAP, 3)
    for number in range(1, SANDBOX_MAILBOXES + 1):
        add_mailbox(
            world.sandboxed, f"desk{number}", transport=Transport.SANDBOX, daily_cap=cap * number, keeps_window=True
        )
    Mailbox.objects.for_organization(world.sandboxed).exclude(name__startswith="Desk").update(is_active=False)
    Mailbox.objects.for_organization(world.live).exclude(transport=Transport.SANDBOX).update(
        keeps_window=True, spacing_seconds=SPACING, daily_cap=max(people // LIVE // 4, 3)
    )
