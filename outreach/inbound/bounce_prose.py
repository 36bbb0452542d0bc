"""Bounces that say in plain words what failed."""

from outreach.choices import MailKind
from outreach.inbound.bounce_status import action_for, status_of
from outreach.inbound.finding import Finding
from outreach.inbound.folding import fold
from outreach.inbound.headers import sender_of
from outreach.inbound.lexicon import matches
from outreach.inbound.mime import Mail
from outreach.inbound.notice import Notice
from outreach.inbound.reading import BounceAction

BARE_FORWARD = 60  # characters a person may add and still only pass a bounce on


def is_system(mail: Mail) -> bool:
    """Does it come from a mail system's own address? A person's words about a bounce are no bounce."""
    address, name = sender_of(mail.fields)
    return (
        mail.fields.has("x-failed-recipients")
        or matches(address, "bounces", "system_sender")
        or matches(fold(name), "bounces", "system_name")
        or mail.fields.get("return-path").lower().startswith("<mailer-daemon")
    )


def read_bounce(mail: Mail, notice: Notice, own_words: str) -> Finding | None:
    """A notice without machine-readable fields; `own_words` is the mail without what it quotes."""
    said, subject = fold(notice.text), fold(mail.fields.get("subject"))
    return_path = mail.fields.get("return-path")
    address, _ = sender_of(mail.fields)
    telling = matches(said, "bounces", "telling")
    points = 2 * telling + sum(matches(said, "bounces", part) for part in ("body", "smtp"))
    points += matches(subject, "bounces", "subject")
    if is_system(mail) or not mail.fields.get("from").strip("<> "):
        return _finding(notice, "system_sender") if points or return_path == "<>" or notice.original else None
    unmanned = matches(address, "bounces", "list_sender") or matches(address, "senders", "machine")
    if return_path == "<>" or unmanned or mail.fields.has("auto-submitted"):
        return _finding(notice, "undeliverable_words") if points >= 2 else None
    if notice.forwarded and len(own_words) <= BARE_FORWARD and points:
        return _finding(notice, "forwarded_bounce")
    return None


def _finding(notice: Notice, reason: str) -> Finding:
    delayed = matches(fold(notice.text), "delays", "words")
    status = status_of("", notice.text, delayed=delayed)
    return Finding(
        MailKind.BOUNCE,
        "lexicon",
        reason,
        status=status,
        action=BounceAction.WAIT if delayed else action_for(status),
        failed_recipients=notice.failed_recipients,
        original_message_id=notice.original_message_id,
    )
