"""Website chat: the row is what the visitor reads, now or when they come back; an open page is told at once."""

from collections.abc import Sequence

from outreach.channels.contract import Provider
from outreach.chat.line import tell_visitors
from outreach.compose import Mail
from outreach.models import Delivery, Mailbox


class Chat(Provider):
    settles_at_once = True

    def left(self, deliveries: Sequence[Delivery]) -> None:
        tell_visitors(delivery.contact_id for delivery in deliveries)

    def send(self, mailbox: Mailbox, mail: Mail) -> str:
        return ""
