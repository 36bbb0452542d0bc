"""What one reader makes of a mail, before it becomes a MailReading."""

from dataclasses import dataclass
from datetime import date

from outreach.choices import MailKind
from outreach.inbound.reading import BounceAction


@dataclass(frozen=True)
class Finding:
    """The kind of a mail with the rule that decided and what only this kind knows."""

    kind: MailKind
    layer: str
    reason: str
    status: str = ""
    action: BounceAction = BounceAction.NONE
    failed_recipients: tuple[str, ...] = ()
    original_message_id: str = ""
    return_date: date | None = None
    alternate_contact: str = ""
