"""Mail and reports that a provider delivers by webhook: verified by anymail's rules, stored raw, read by a worker.

The address is `/hooks/email/<provider>/<inbound or tracking>/<mailbox>/`. Its secret is the mailbox's credential of the
name that anymail uses, such as `inbound_secret` or `signing_secret`, or `webhook_secret` (user:password) where the
provider signs nothing; without a secret nothing is taken.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from compliance.addresses import email_key
from crm.models import Contact, ContactEmail
from outreach.inbound.doors import doors_of, mailbox_of
from outreach.inbound.receive import ACTOR, READ, hold_while_reading
from outreach.models import Mailbox
from quotahit import bulk
from quotahit.audit.log import Act, append_many
from quotahit.events.inbound import Mark, mark, store_new
from quotahit.events.models import RawInbound
from quotahit.hooks import Hook, Refused, register_hook
from quotahit.workflow.hints import hint

_ADDRESS = re.compile(rb"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
LOOKED_AT = 65_536
HELD_AT_MOST = 20


@dataclass(frozen=True)
class _Delivery:
    """A verified one: which mailbox it is for, what it is, and the row that is to keep it."""

    mailbox: Mailbox
    kind: str
    row: RawInbound


def take(hooks: Sequence[Hook]) -> list[Refused | None]:
    """Verify deliveries and store those that are new; for each None, or why it is not taken."""
    doors = doors_of(hooks)
    answers: list[Refused | None] = []
    verified: dict[Mark, _Delivery] = {}
    for hook in hooks:
        try:
            if (door := doors.get(mailbox_of(hook))) is None:
                raise Refused("No such webhook.", 404)
            door.verify(hook)
        except Refused as refusal:
            answers.append(refusal)
        else:
            row = _row(hook, door.mailbox)
            verified.setdefault(mark(row), _Delivery(door.mailbox, hook.path[1], row))
            answers.append(None)
    if verified:
        _store(list(verified.values()))
    return answers


def _row(hook: Hook, mailbox: Mailbox) -> RawInbound:
    kind = hook.path[1]
    return bulk.make(
        RawInbound,
        organization_id=mailbox.organization_id,
        source=f"anymail:{mailbox.pk}:{kind}",
        vendor_id=_vendor_id(hook),
        body=hook.body,
        headers={"kind": "provider", "mailbox_id": mailbox.pk, "webhook": kind, "http": hook.headers},
    )


def _store(deliveries: Sequence[_Delivery]) -> None:
    """Keep what was not kept before; the people it names are held while it is read."""
    with transaction.atomic():
        kept = store_new([delivery.row for delivery in deliveries])
        new = [delivery for delivery in deliveries if mark(delivery.row) in kept]
        if mails := [delivery for delivery in new if delivery.kind == "inbound"]:
            _hold_the_named(mails)
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        for delivery in new:
            counts[delivery.mailbox.organization_id][delivery.kind] += 1
        append_many(Act(pk, ACTOR, "webhook.received", why=dict(count)) for pk, count in counts.items())


def _vendor_id(hook: Hook) -> str:
    """The vendor's id of the delivery, the same for a repetition; else the digest of what was delivered."""
    return hook.headers.get("svix-id") or hashlib.sha256(hook.body).hexdigest()


def _hold_the_named(deliveries: Sequence[_Delivery]) -> None:
    """Hold every contact whose address one names: who wrote is known for certain only once it is read."""
    named = {id(delivery): _addresses(delivery.row.body) for delivery in deliveries}
    emails = ContactEmail.objects.filter(
        organization__in={delivery.mailbox.organization_id for delivery in deliveries},
        key__in=set().union(*named.values()),
    )
    people: dict[tuple[int, str], set[Contact]] = defaultdict(set)
    for email in emails.select_related("contact__organization"):
        people[email.organization_id, email.key].add(email.contact)
    for delivery in deliveries:
        organization = delivery.mailbox.organization
        contacts = set().union(*(people[organization.pk, key] for key in named[id(delivery)]))
        for contact in sorted(contacts, key=lambda contact: contact.pk)[:HELD_AT_MOST]:
            hold_while_reading(organization, contact, delivery.row)


def _addresses(body: bytes) -> set[str]:
    return {email_key(found.decode("ascii", "ignore")) for found in _ADDRESS.findall(body[:LOOKED_AT])} - {""}


register_hook("email", take, partial(hint, READ))
