"""The result of reading one mail."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crm.choices import Channel
from outreach.choices import MailKind


class BounceAction(StrEnum):
    """What a bounce asks of us, by the table in lexicon/bounce_actions.yaml."""

    NONE = "none"  # no bounce, or nothing failed
    SUPPRESS = "suppress"  # the address is dead: never write to it again
    SOFT = "soft"  # may pass: count it, suppress after several in a month
    MAILBOX_FULL = "mailbox_full"  # the person exists: try again later
    OUR_FAULT = "our_fault"  # policy, reputation, size or content: mend our side, keep the address
    WAIT = "wait"  # the mail system is still trying


@dataclass(frozen=True)
class MailReading:
    """One mail as read. Codes (`kind`, `layer`, `reason`, `status`, `problems`) hold no personal data; the rest may.

    `text` is the new part alone; what was quoted or forwarded is in `quoted`. `problems` says what could not be read.
    """

    kind: MailKind
    layer: str  # structure, header, lexicon or default: what decided
    reason: str  # the rule that decided
    status: str = ""  # RFC 3463 code of a bounce
    action: BounceAction = BounceAction.NONE
    failed_recipients: tuple[str, ...] = ()
    original_message_id: str = ""  # of our mail that bounced or was complained about
    return_date: date | None = None  # first day back of somebody who is away
    alternate_contact: str = ""  # address named for someone else
    channel: str = Channel.EMAIL
    sender: str = ""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    quoted: str = ""
    html: str = ""  # safe to show
    attachments: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
