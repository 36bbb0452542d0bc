"""What every vendor of a channel can do. One vendor is one file in `providers/` and one line in the registry."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta

from outreach.compose import Mail
from outreach.models import Delivery, Mailbox


class Provider(ABC):
    """Carries mails. Raises PermanentFailure, TemporaryFailure or FateUnknown (outreach.errors), nothing else."""

    settles_at_once = False  # nothing outside is called, so the fate is written in the claiming transaction

    def left(self, deliveries: Sequence[Delivery]) -> None:  # noqa: B027  (most have nobody to tell)
        """What follows once these have left, within the transaction that settles them at once."""

    def name(self, mailbox: Mailbox) -> str:
        """How the vendor is called in records."""
        return mailbox.provider or mailbox.transport

    def key_lifetime(self, mailbox: Mailbox) -> timedelta:
        """How long the vendor refuses a second mail with the same idempotency key; zero when it knows no keys."""
        return timedelta()

    def sign_in(self, mailbox: Mailbox) -> bool:
        """Try whether we are let in, without sending anything; False where only sending can tell."""
        return False

    @abstractmethod
    def send(self, mailbox: Mailbox, mail: Mail) -> str:
        """Hand one mail over under its `key`, outside any transaction; returns the vendor's id for it, "" for none."""
