"""The door out: what is due leaves, a batch at a time, by as many workers as there are."""

from collections.abc import Collection
from dataclasses import dataclass

from outreach.channels.claiming import claim, lease_due
from outreach.channels.handing import hand_over
from outreach.channels.messages import OutgoingMessage
from outreach.channels.planning import plan
from outreach.channels.recovery import recover_lost
from outreach.models import Delivery
from quotahit.workflow.outgoing import Fate


@dataclass
class DispatchResult:
    """What became of the deliveries of one round; `postponed` counts those that go back to planned."""

    sent: int = 0
    blocked: int = 0
    postponed: int = 0
    waiting: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def looked_at(self) -> int:
        return self.sent + self.blocked + self.postponed + self.waiting + self.failed + self.unknown


def dispatch(limit: int = 500) -> DispatchResult:
    """Send what is due, at most `limit` deliveries. Safe to run many times at once, and after a crash."""
    recover_lost()
    return _dispatch_these(lease_due(limit))


def send(message: OutgoingMessage, *, actor: object) -> Delivery:
    """Plan one message and send it now, if it may leave; the delivery says what became of it."""
    (delivery,) = plan([message], actor=actor)
    _dispatch_these([delivery.pk])
    delivery.refresh_from_db()
    return delivery


def _dispatch_these(delivery_ids: Collection[int]) -> DispatchResult:
    if not delivery_ids:
        return DispatchResult()
    claimed = claim(delivery_ids)
    result = DispatchResult(claimed.sent, claimed.blocked, claimed.postponed, claimed.waiting, unknown=claimed.unknown)
    for delivery in claimed.to_send:
        _count(result, hand_over(delivery))
    return result


def _count(result: DispatchResult, fate: Fate) -> None:
    counter = {
        Fate.SENT: "sent",
        Fate.BLOCKED: "blocked",
        Fate.FAILED: "failed",
        Fate.UNKNOWN: "unknown",
    }.get(fate, "postponed")
    setattr(result, counter, getattr(result, counter) + 1)
