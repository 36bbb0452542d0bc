"""The person's word to stop, however it reached us: in force before anything else happens."""

from django.db import transaction

from compliance.addresses import email_key
from compliance.choices import Bar
from compliance.suppressions import suppress
from crm.choices import Channel
from crm.models import Contact
from outreach.choices import StopReason
from outreach.enrollments import stop_enrollments
from outreach.models import Delivery
from outreach.recipients import lock_contacts
from quotahit.accounts.models import Organization
from quotahit.audit.log import append
from quotahit.events.record import record


def unsubscribe(
    organization: Organization,
    contact: Contact,
    address: str,
    *,
    source: str,
    actor: object,
    key: str | None = None,
    channel: str = Channel.EMAIL,
) -> None:
    """Suppress the address, end the contact's sequences, say so to the listeners; twice with one `key` is once.

    `source` is a code of how they told us: one_click, page, reply, complaint. Who is known on another channel by a mail
    address is not written to there either.
    """
    with transaction.atomic():
        lock_contacts([contact.pk])
        for each in sorted({str(channel), Channel.EMAIL.value if email_key(address) else str(channel)}):
            suppress(organization, each, address, reason=Bar.UNSUBSCRIBED, source=source, actor=actor)
        stop_enrollments([contact.pk], StopReason.UNSUBSCRIBED, actor=actor)
        payload = {"channel": str(channel), "source": source}
        event = record(organization, "contact.unsubscribed", subject=contact, payload=payload, source=source, key=key)
        if event is not None:
            append(organization, actor, "contact.unsubscribed", contact, why=payload)


def unsubscribe_by_link(delivery: Delivery, *, source: str) -> None:
    """What following the link of a mail does; the address is the one that mail went to."""
    actor = f"contact:{delivery.contact_id}"
    key = f"contact.unsubscribed:{delivery.pk}"
    unsubscribe(delivery.organization, delivery.contact, delivery.address, source=source, actor=actor, key=key)
