"""Whose mail this is: by the message it answers, else by who wrote it, else by the subject of a conversation."""

import re
from dataclasses import dataclass

from compliance.addresses import email_key
from crm.choices import Channel
from crm.models import Contact, ContactEmail
from outreach.inbound.folding import fold
from outreach.inbound.reading import MailReading
from outreach.models import Delivery, InboundMessage, Thread
from quotahit.accounts.models import Organization

_PREFIXES = re.compile(r"^\s*((re|aw|antw|sv|vs|r|rif|ref|tr|fw|fwd|wg|rv)\s*(\[\d+\])?\s*[:：]\s*)+", re.I)


@dataclass(frozen=True)
class Match:
    """The contact a mail belongs to, our message that it answers, and the conversation; each None where unknown."""

    contact: Contact | None = None
    delivery: Delivery | None = None
    thread: Thread | None = None


def match(organization: Organization, reading: MailReading) -> Match:
    """Find the person. The message ids decide; an address only where no id is known; nothing is guessed by name."""
    delivery = _answered(organization, reading)
    if delivery is not None:
        return Match(delivery.contact, delivery, delivery.thread)
    earlier = _earlier_inbound(organization, reading)
    if earlier is not None:
        return Match(earlier.contact, None, earlier.thread)
    contact = _by_address(organization, reading)
    if contact is None:
        return Match()
    thread = _thread_of(contact, reading.subject)
    return Match(contact, _last_in(thread), thread)


def is_by_another(contact: Contact, reading: MailReading) -> bool:
    """Whether somebody else answered in the contact's place: then it tells nothing of the contact.

    A mail is the contact's own when it comes from an address of theirs; from one that nobody is known by, when it bears
    their name or, without any name, comes from their firm.
    """
    sender = email_key(reading.sender)
    if reading.channel != Channel.EMAIL or not sender:
        return False
    holders = ContactEmail.objects.for_organization(contact.organization_id).filter(key=sender)
    known = set(holders.values_list("contact_id", flat=True))
    if known:
        return contact.pk not in known
    named, theirs = words_of_name(reading.sender_name), words_of_name(contact.name)
    if named and theirs:
        return not theirs <= named
    domains = {key.rpartition("@")[2] for key in contact.emails.values_list("key", flat=True)}
    return sender.rpartition("@")[2] not in domains


def words_of_name(name: str) -> set[str]:
    return set(re.findall(r"\w+", fold(name)))


def bare_subject(subject: str) -> str:
    """The subject without the marks of replies and forwards, for comparison."""
    return _PREFIXES.sub("", subject).strip().casefold()


def _ids(reading: MailReading) -> list[str]:
    """Message ids that this mail names, the nearest first."""
    named = [reading.original_message_id, reading.in_reply_to, *reversed(reading.references)]
    return [one for one in dict.fromkeys(named) if one]


def _answered(organization: Organization, reading: MailReading) -> Delivery | None:
    ids = _ids(reading)
    mine = Delivery.objects.for_organization(organization).filter(message_id__in=ids)
    found = {delivery.message_id: delivery for delivery in mine.select_related("contact", "thread", "mailbox")}
    return next((found[one] for one in ids if one in found), None)


def _earlier_inbound(organization: Organization, reading: MailReading) -> InboundMessage | None:
    earlier = InboundMessage.objects.for_organization(organization).filter(message_id__in=_ids(reading))
    return earlier.exclude(contact=None).select_related("contact", "thread").first()


def _by_address(organization: Organization, reading: MailReading) -> Contact | None:
    addresses = reading.failed_recipients or (reading.sender,)
    keys = [key for key in map(email_key, addresses) if key]
    row = ContactEmail.objects.for_organization(organization).filter(key__in=keys).select_related("contact").first()
    return row.contact if row else None


def _thread_of(contact: Contact, subject: str) -> Thread | None:
    """The newest conversation with this subject, else the newest of all."""
    threads = list(contact.threads.order_by("-last_at")[:20])
    wanted = bare_subject(subject)
    same = (thread for thread in threads if wanted and bare_subject(thread.subject) == wanted)
    return next(same, threads[0] if threads else None)


def _last_in(thread: Thread | None) -> Delivery | None:
    if thread is None:
        return None
    return thread.deliveries.filter(settled_at__isnull=False).select_related("mailbox").order_by("-settled_at").first()
