"""How a sequence listens to who is in it: the delay before the next message follows the trend of their engagement.

Only the delay moves. The gate, the window of the day, the mailbox's cap and the distance between messages judge the
message when it comes, as they judge any.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from crm.choices import Trend
from outreach.channels.clearing import Objection
from outreach.choices import WhenCold
from outreach.models import SequenceStep

PACE: Mapping[str, float] = {Trend.HOT: 0.5, Trend.COOLING: 1.5, Trend.COLD: 2.0}
HOT, COOLING, COLD, WENT_COLD = "HOT", "COOLING", "COLD", "WENT_COLD"
WHY: Mapping[str, str] = {Trend.HOT: HOT, Trend.COOLING: COOLING, Trend.COLD: COLD}


def planned(step: SequenceStep) -> timedelta:
    """How long after the message before it a step is due, as the sequence has it."""
    return timedelta(days=float(step.delay_days))


def delay(step: SequenceStep, trend: str) -> timedelta:
    """The same for somebody with this trend."""
    return planned(step) * PACE.get(trend, 1.0)


def next_look(step: SequenceStep, trend: str) -> timedelta:
    """When to look at a step: early for who is hot, and never later than planned, so that who waits longer has the
    reason on their enrolment."""
    return min(planned(step), delay(step, trend))


def too_early(step: SequenceStep, trend: str, last_sent: datetime, at: datetime) -> Objection | None:
    """What their trend has against the step at this time, after a message that left at `last_sent`."""
    if trend == Trend.COLD and step.sequence.when_cold == WhenCold.END:
        return Objection(WENT_COLD)
    due = last_sent + delay(step, trend)
    if due <= at:
        return None
    return Objection(WHY.get(trend, "TOO_SOON"), look_again=due)
