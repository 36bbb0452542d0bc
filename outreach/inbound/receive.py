"""Taking a mail in: kept raw, its sender held while it is read, an opt-out obeyed, all in one transaction."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from compliance.addresses import email_key
from compliance.choices import Bar
from compliance.erasure import erased_at
from compliance.opt_out import find_opt_out
from compliance.suppressions import suppress
from crm.choices import Channel, HoldKind, ReplyClass
from crm.holds import place_hold
from crm.models import Contact
from outreach.choices import MailKind
from outreach.inbound.interpret import interpret
from outreach.inbound.people import Match, match
from outreach.inbound.reading import MailReading
from outreach.models import Mailbox
from outreach.replies.classify import classify
from outreach.unsubscribe import unsubscribe
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import append
from quotahit.events.models import RawInbound
from quotahit.workflow.hints import look_soon

ACTOR = "system:inbound"
READ = "outreach.read_inbound"  # the task that reads what was taken in
LARGEST = 30 * 1024 * 1024
# A report about our own mail quotes that mail, and so the words of our own footer.
REPORTS = (MailKind.BOUNCE, MailKind.COMPLAINT)
# A hold that nothing lifts would silence a person for good; a day is enough for any backlog.
READING_LIMIT = timedelta(days=1)


def receive_mail(
    organization: Organization, raw: bytes, *, source: str, vendor_id: str, mailbox: Mailbox | None = None
) -> RawInbound | None:
    """Store one mail; None when it was stored before, or its sender was erased after it was written.

    What it says is read by a worker, but an opt-out counts now.

    `source` names where it came from ("imap:12:INBOX"), `vendor_id` the mail there; without one its digest serves.
    """
    reading = interpret(raw[:LARGEST])
    if _was_erased(organization, reading):
        return None
    with transaction.atomic():
        row, is_new = RawInbound.objects.get_or_create(
            organization=organization,
            source=source,
            vendor_id=vendor_id or hashlib.sha256(raw).hexdigest(),
            defaults={"body": raw, "headers": {"mailbox_id": mailbox.pk if mailbox else None, "kind": "mail"}},
        )
        if not is_new:
            return None
        found = match(organization, reading)
        append(organization, ACTOR, "mail.received", row, why={"source": source.split(":")[0]})
        if found.contact is not None and reading.kind not in REPORTS:
            hold_while_reading(organization, found.contact, row)
        if wants_out(reading):
            opt_out(organization, found.contact, addresses_of(reading, found), source=f"raw:{row.pk}")
        look_soon(READ)
    return row


def _was_erased(organization: Organization, reading: MailReading) -> bool:
    """Whether a server hands over once more what an erased person had written; what they write since is new."""
    key = email_key(reading.sender)
    at = erased_at(organization.pk, ("email", key)) if key and reading.date else None
    return bool(at and reading.date and reading.date < at)


def hold_while_reading(organization: Organization, contact: Contact, row: RawInbound) -> None:
    """Nothing leaves for this person until the message has been understood."""
    until = clock.now() + READING_LIMIT
    place_hold(organization, contact, HoldKind.READING, by=ACTOR, until=until, key=reading_key(row))


def reading_key(row: RawInbound) -> str:
    """The key of the hold that stands while this row is read."""
    return f"raw:{row.pk}"


def wants_out(reading: MailReading) -> bool:
    """Whether the sender's own words, or a subject of their own, ask that we stop; a person is heard by likeness too.

    No model is asked: this is what the reader of replies would say of it offline. What is doubtful is left to the
    worker, and its sender is held meanwhile.
    """
    if reading.kind in REPORTS:
        return False
    is_answer = reading.in_reply_to or reading.subject.strip().lower().startswith(("re:", "aw:", "fw:", "wg:", "tr:"))
    said = reading.text if is_answer else f"{reading.subject}\n{reading.text}" if reading.text else reading.subject
    if find_opt_out(said) is not None:
        return True
    return reading.kind == MailKind.HUMAN and _reads_as_opt_out(reading)


def _reads_as_opt_out(reading: MailReading) -> bool:
    said = classify(reading.text, subject=reading.subject)
    return said.label is ReplyClass.UNSUBSCRIBE and not said.is_doubtful


def addresses_of(reading: MailReading, found: Match) -> set[str]:
    """The address that wrote, and the one we had written to."""
    return {reading.sender, found.delivery.address if found.delivery else ""} - {""}


def opt_out(
    organization: Organization,
    contact: Contact | None,
    addresses: Iterable[str],
    *,
    source: str,
    actor: object = ACTOR,
    channel: str = Channel.EMAIL,
) -> None:
    """Suppress these addresses of somebody who wants to be left alone, and end what runs for them."""
    for number, address in enumerate(sorted(addresses)):
        if contact is not None:
            key = f"unsubscribed:{source}:{number}"
            unsubscribe(organization, contact, address, source="reply", actor=actor, key=key, channel=channel)
        else:
            suppress(organization, channel, address, reason=Bar.UNSUBSCRIBED, source=source, actor=actor)
