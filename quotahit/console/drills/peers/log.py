"""What the other side has taken, which is the truth that a drill compares the product's records with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock


class Mood(StrEnum):
    """What a server may have, one at a time."""

    WELL = "well"
    BUSY = "busy"  # 429, 451: later
    BROKEN = "broken"  # 500, 451: before it took the mail or after, nobody can tell
    SLOW = "slow"
    SILENT = "silent"  # the line is open, and no answer comes
    GARBLED = "garbled"  # takes the mail, and answers nonsense
    CURT = "curt"  # takes the mail, and hangs up without an answer


@dataclass(frozen=True)
class Taken:
    """One mail that a server took responsibility for."""

    message_id: str
    recipient: str
    server: str


@dataclass
class PeerLog:
    """Mails in the order in which they were taken. `reached` tells who listens how far a mail has just come, and `mood`
    says how the servers treat what comes."""

    mood: Mood = Mood.WELL
    asked: int = 0  # how often somebody came with a mail
    taken: list[Taken] = field(default_factory=list)
    _told: int = 0
    _lock: Lock = field(default_factory=Lock)
    _armed: tuple[str, int, Callable[[], None]] | None = None

    def take(self, message_id: str, recipient: str, server: str) -> None:
        """A mail is in: from here on it counts, whoever learns of it."""
        with self._lock:
            self.taken.append(Taken(message_id, recipient, server))

    def arm(self, moment: str, number: int, act: Callable[[], None]) -> None:
        """Do `act` when a mail comes to this moment for the `number`-th time from now."""
        with self._lock:
            self._armed = (moment, number, act)

    def disarm(self) -> None:
        with self._lock:
            self._armed = None

    def reached(self, moment: str) -> None:
        """A mail has come this far: asked, offered, taken, announced (an answer to one)."""
        with self._lock:
            self.asked += moment == "asked"
            if self._armed is None or self._armed[0] != moment:
                return
            _, number, act = self._armed
            self._armed = (moment, number - 1, act) if number > 1 else None
        if number <= 1:
            act()

    def news(self) -> list[Taken]:
        """What was taken since this was last asked."""
        with self._lock:
            news = self.taken[self._told :]
            self._told = len(self.taken)
        return news

    def counts(self) -> Counter[str]:
        """How often each message was taken."""
        with self._lock:
            return Counter(mail.message_id for mail in self.taken)
