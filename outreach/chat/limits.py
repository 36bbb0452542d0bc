"""How much one visitor, and one address of the network, may ask of the chat: plenty for people, little for floods."""

import time
from dataclasses import dataclass

from quotahit.accounts.throttle import count, veiled


@dataclass(frozen=True)
class Limit:
    """At most so many in so many seconds, counted by the watch on the wall: the product's clock may be skipped."""

    name: str
    most: int
    seconds: int

    def takes(self, who: str) -> bool:
        """Count one more for `who`; False where it is one too many."""
        window = int(time.time()) // self.seconds
        return count(f"chat:{self.name}:{window}:{veiled(who)}", 2 * self.seconds) <= self.most


VISITS = Limit("visits", 30, 3600)  # begun from one address
MESSAGES = Limit("messages", 20, 60)  # of one visit
MESSAGES_A_DAY = Limit("messages-a-day", 300, 86_400)
REQUESTS = Limit("requests", 240, 60)  # of whatever kind, from one address
LINES = Limit("lines", 60, 60)  # opened from one address
