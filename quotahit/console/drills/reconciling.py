"""What the operator does about messages of unknown fate: looks into the server's log, as the message itself says."""

from copy import copy

from outreach.deliveries import mark_sent, send_again
from outreach.errors import NotSendable
from outreach.models import Delivery
from quotahit.console.drills.peers.log import PeerLog
from quotahit.console.drills.world import World
from quotahit.workflow.outgoing import Fate


class Reconciler:
    """Settles what is unknown; `seen` is every delivery that ever was, with the reason and when it was handed over."""

    def __init__(self, log: PeerLog, world: World) -> None:
        self._log, self._operator = log, world.operator
        # Into the sandbox nothing is lost, so nobody need look through all of its mail.
        sent_for_real = Delivery.objects.filter(mailbox__in=[world.smtp, world.resend])
        self._unknown = sent_for_real.filter(status=Fate.UNKNOWN).select_related("mailbox")
        self.seen: list[Delivery] = []
        self.sent_after_all = 0

    def settle(self) -> None:
        """Look at each unknown delivery: it left, or it is sent once more."""
        for delivery in self._unknown.all():
            self.seen.append(copy(delivery))  # as it was found: the verbs change it
            try:
                if self._log.counts()[delivery.message_id]:
                    self.sent_after_all += 1
                    mark_sent(delivery, actor=self._operator)
                else:
                    send_again(delivery, actor=self._operator)
            except NotSendable:
                continue  # somebody was quicker
