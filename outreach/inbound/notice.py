"""The human-readable side of a bounce: the notice, and the mail of ours that it returns."""

import re
from dataclasses import dataclass

from outreach.inbound.headers import Fields, addresses_in, sender_of
from outreach.inbound.mime import Mail, fields_in

LOOKED_AT = 60_000  # characters of the body
RETURNED = re.compile(  # the first line that can only belong to the returned mail
    r"^[> \t]{0,4}(?:(?:received|return-path|delivered-to|dkim-signature|message-id|mime-version|x-received"
    r"|x-google-[\w-]+|x-originating-ip) ?:(?! *by \d)|-{2,} ?original message)",
    re.I | re.M,
)
HEADER_ABOVE = re.compile(r"^[> \t]{0,4}(from |[\w-]{2,40}:)[^\n]*\n\Z", re.I | re.M)
FROM_LINE = re.compile(r"^[> \t]{0,4}from ?: ?.{0,80}(mailer-daemon|mail delivery|postmaster@)", re.I | re.M)
NOT_RECIPIENTS = re.compile(r"^(postmaster|mailer-daemon|abuse|support|help|noc|helpdesk)@|^[\da-f.$_-]{20,}@")


@dataclass(frozen=True)
class Notice:
    """What the notice says (without the returned mail), whom it could not reach, and which mail it returns."""

    text: str
    original: Fields
    failed_recipients: tuple[str, ...]
    original_message_id: str
    forwarded: bool  # a person passes on a bounce that they got


def read_notice(mail: Mail, body: str) -> Notice:
    body = body[:LOOKED_AT]
    cut = _start_of_returned(body)
    text = body[:cut]
    original = mail.enclosed or fields_in(_unquoted(body[cut:]))
    return Notice(
        text=text,
        original=original,
        failed_recipients=_failed(mail, text, original),
        original_message_id=_original_message_id(mail, original),
        forwarded=bool(FROM_LINE.search(body)),
    )


def _start_of_returned(body: str) -> int:
    """Where the returned header begins: its first sure line, or less telling ones directly above."""
    sure = RETURNED.search(body)
    if sure is None:
        return len(body)
    start = sure.start()
    while above := HEADER_ABOVE.search(body, max(0, start - 500), start):
        start = above.start()
    return start


def _unquoted(text: str) -> str:
    return re.sub(r"^[> ]+", "", text, flags=re.M)


def _failed(mail: Mail, text: str, original: Fields) -> tuple[str, ...]:
    """Addresses the notice names, those that our mail went to before others, without our own and the system's."""
    stated = mail.fields.addresses("x-failed-recipients")
    sent_to = original.addresses("to", "cc", "x-original-to")
    ours = {*mail.fields.addresses("to", "from", "delivered-to"), sender_of(original)[0]}
    named = dict.fromkeys(addresses_in(text))
    others = tuple(address for address in named if address not in ours and not NOT_RECIPIENTS.search(address))
    return stated or tuple(address for address in sent_to if address in named) or others[:20] or sent_to


def _original_message_id(mail: Mail, original: Fields) -> str:
    """Of the mail that came back, by its own header, else by what the notice answers."""
    for fields, name in ((original, "message-id"), (mail.fields, "in-reply-to"), (mail.fields, "references")):
        if found := fields.message_ids(name):
            return found[-1]
    return next(iter(original.get("message-id").split()), "")
