"""Who is killed next, and at what moment: by the clock, at a statement of its own, or in the middle of a mail."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from quotahit import clock
from quotahit.console.drills.crash_points import TABLES, CrashPoint
from quotahit.console.drills.peers.log import PeerLog
from quotahit.console.drills.peers.postbox import MOMENTS
from quotahit.console.drills.processes import Product

LONGEST = 2.0  # seconds of work after which the clock kills
UNBORN = 0.1  # part of those killed by the clock that die while they start
LATEST = 10.0  # seconds that a moment of a process's own work is waited for
MANNERS = {"clock": 1, "statement": 2, "mail": 2}  # how often each is chosen
GONE = 10.0  # seconds that a killed process may take to be gone
VICTIMS = {"all": 1, "worker": 5, "web": 3, "scheduler": 2}  # how often one is chosen before another
STATEMENTS, MAILS = 25, 4  # the farthest moment of each kind


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
    chance: random.Random
    kills: list[Kill] = field(default_factory=list)

    def kill_one(self, *, is_last: bool = False) -> Kill:
        """Start what is down, let it work for a moment, and kill one of the processes; returns which and how.

        The last to die is always the one that works, so that nothing is claimed any more by anybody alive.
        """
        manner = "clock" if is_last else self.chance.choices(list(MANNERS), list(MANNERS.values()))[0]
        victim = self.product.heart if is_last else self._victim(manner)
        self.product.start(self._crash_point(victim) if manner == "statement" else None)
        if manner == "mail":
            moment, number = self.chance.choice(MOMENTS), self.chance.randint(1, MAILS)
            self.log.arm(moment, number, lambda: self.product.kill(victim))
        elif manner == "clock" and self.chance.random() > UNBORN:
            self.product.until_up()
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
        """Mail dies with the process that sends it, and a crash point is met by whoever is about to start."""
        if manner == "mail":
            return self.product.heart
        names = self.product.down if manner == "statement" and self.product.down else self.product.names
        return self.chance.choices(names, [VICTIMS[name] for name in names])[0]

    def _crash_point(self, victim: str) -> Mapping[str, CrashPoint]:
        table, number = self.chance.choice(TABLES), self.chance.randint(1, STATEMENTS)
        return {victim: CrashPoint(table, number, self.chance.random() < 0.5)}
