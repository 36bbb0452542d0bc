"""Who is killed next, and at what moment: by the clock, at a statement, in the middle of a mail, or of an answer."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Timer
from typing import NamedTuple

from quotahit import clock
from quotahit.console.drills.crash_points import TABLES, CrashPoint
from quotahit.console.drills.peers.log import PeerLog
from quotahit.console.drills.peers.people import ANNOUNCED, People
from quotahit.console.drills.peers.postbox import MOMENTS
from quotahit.console.drills.processes import Product

LONGEST = 2.0  # seconds of work after which the clock kills
UNBORN = 0.1  # part of those killed by the clock that die while they start
LATEST = 3.0  # seconds that a moment of a process's own work is waited for
MANNERS = {"clock": 1, "statement": 2, "mail": 2, "post": 1}  # how often each is chosen
GONE = 10.0  # seconds that a killed process may take to be gone
VICTIMS = {"all": 1, "worker": 5, "web": 3, "scheduler": 2}  # how often one is chosen before another
STATEMENTS, MAILS = 15, 3  # the farthest moment of each kind
TAKING = 0.05  # seconds that the product may be about an answer when it dies


class Kill(NamedTuple):
    """One death, by the product's clock."""

    victim: str
    manner: str
    at: datetime


@dataclass
class Killer:
    """Kills one process after another; `kills` is the list of the dead."""

    product: Product
    log: PeerLog
    crowd: People
    chance: random.Random
    kills: list[Kill] = field(default_factory=list)

    def kill_one(self, *, is_last: bool = False) -> Kill:
        """Start what is down, let it work for a moment, and kill one of the processes; returns which and how.

        The last to die is always the one that works, so that nothing is claimed any more by anybody alive.
        """
        manner = "clock" if is_last else self.chance.choices(list(MANNERS), list(MANNERS.values()))[0]
        victim = self.product.heart if is_last else self._victim(manner)
        self.product.start()
        self._aim(manner, victim)
        if not self.product.died(victim, self.chance.uniform(0, LONGEST) if manner == "clock" else LATEST):
            manner = "clock"
            self.product.kill(victim)
            if not self.product.died(victim, GONE):
                raise RuntimeError(f"{victim} does not die.")
        self.log.disarm()
        self.kills.append(Kill(victim, manner, clock.now()))
        return self.kills[-1]

    def counts(self) -> dict[str, int]:
        """How many died in which manner."""
        return dict(sorted(Counter(kill.manner for kill in self.kills).items()))

    def _victim(self, manner: str) -> str:
        """Mail dies with the process that sends it, an answer with the one that takes it, a statement with the worker:
        the scheduler makes none."""
        if manner == "clock":
            return self.chance.choices(self.product.names, [VICTIMS[name] for name in self.product.names])[0]
        return self.product.door if manner == "post" else self.product.heart

    def _aim(self, manner: str, victim: str) -> None:
        """Prepare this death; the clock's is left to whoever waits."""
        if manner == "statement":
            table, number = self.chance.choice(TABLES), self.chance.randint(1, STATEMENTS)
            self.product.kill_at(victim, CrashPoint(table, number, self.chance.random() < 0.5))
        elif manner == "mail":
            self.log.arm(self.chance.choice(MOMENTS), self.chance.randint(1, MAILS), self._killing(victim))
        elif manner == "post":
            self.product.until_up()
            late = Timer(self.chance.uniform(0, TAKING), self._killing(victim))
            self.log.arm(ANNOUNCED, 1, late.start)
            self.crowd.answer_something()
        elif self.chance.random() > UNBORN:
            self.product.until_up()

    def _killing(self, victim: str) -> Callable[[], None]:
        """Kills it, unless it has died meanwhile: what comes too late must not hit its successor."""
        number = len(self.kills)
        return lambda: self.product.kill(victim) if len(self.kills) == number else None
