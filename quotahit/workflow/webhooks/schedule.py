"""When what did not arrive is tried again: after seconds at first, after a day at last, for three days in all."""

from datetime import datetime, timedelta

DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=15),
    timedelta(hours=24),
)
GIVEN_UP_AFTER = timedelta(days=3)
LONGEST_ASKED = timedelta(days=1)  # that an answer's Retry-After is obeyed


def next_try(failing_since: datetime, failures: int, now: datetime, asked: timedelta | None = None) -> datetime | None:
    """When to try again after so many failures, the first at `failing_since`; None when the three days are over.

    `asked` is what the other side asks for. The last try is at the very end of the three days.
    """
    end = failing_since + GIVEN_UP_AFTER
    if now >= end:
        return None
    delay = DELAYS[min(failures, len(DELAYS)) - 1]
    return min(now + max(delay, min(asked or delay, LONGEST_ASKED)), end)
