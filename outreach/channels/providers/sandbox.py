"""The sandbox: the delivery row itself is the prospect's inbox. Nothing leaves this machine."""

from outreach.channels.contract import Provider
from outreach.compose import Mail
from outreach.models import Mailbox


class Sandbox(Provider):
    settles_at_once = True

    def send(self, mailbox: Mailbox, mail: Mail) -> str:
        return ""
