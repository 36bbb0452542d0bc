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
from importlib import import_module
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.webhooks.base import AnymailBaseWebhookView
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpRequest

from compliance.addresses import email_key
from crm.models import Contact, ContactEmail
from outreach.choices import Transport
from outreach.inbound.receive import ACTOR, READ, hold_while_reading
from outreach.mailboxes import mailbox_secret, settings_of
from outreach.models import Mailbox
from quotahit.audit.log import Act, append_many
from quotahit.events.inbound import mark, store_new
from quotahit.events.models import RawInbound
from quotahit.hooks import PREFIX, Hook, Refused, register_hook
from quotahit.workflow.hints import look_soon

KINDS = ("inbound", "tracking")
SECRETS = {
    "mailgun": ("webhook_signing_key", "api_key"),
    "mailersend": ("inbound_secret", "signing_secret", "api_token"),
    "mandrill": ("webhook_key", "api_key"),
    "postal": ("webhook_key",),
    "resend": ("inbound_secret", "signing_secret", "api_key"),
    "sparkpost": ("api_key",),
}
_SIGNATURES = {"api_key", "api_token"}  # needed to fetch, but no proof of who calls
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
    door = _Door(hooks)
    answers = [door.verify(hook) for hook in hooks]
    verified = [answer for answer in answers if isinstance(answer, _Delivery)]
    if verified:
        _store(list({mark(delivery.row): delivery for delivery in reversed(verified)}.values()))
    return [answer if isinstance(answer, Refused) else None for answer in answers]


class _Door:
    """Knows the mailboxes that a batch is addressed to; each and its secrets are looked up once."""

    def __init__(self, hooks: Sequence[Hook]) -> None:
        named = {int(hook.path[2]) for hook in hooks if _is_address(hook.path)}
        there = Mailbox.objects.filter(transport=Transport.ANYMAIL, is_active=True, pk__in=named)
        there = there.select_related("organization").prefetch_related("organization__credentials")
        self._mailboxes = {mailbox.pk: mailbox for mailbox in there}
        self._views: dict[tuple[int, str], AnymailBaseWebhookView] = {}

    def verify(self, hook: Hook) -> _Delivery | Refused:
        """The delivery, or why it is refused."""
        try:
            mailbox, kind = self._addressed(hook)
            self._view(mailbox, kind).run_validators(request_of(hook))
        except Refused as refusal:
            return refusal
        except AnymailWebhookValidationFailure:
            return Refused("The signature does not fit.")
        except AnymailError as problem:
            return Refused(f"This webhook is not set up: {problem}")
        return _Delivery(mailbox, kind, _row(hook, mailbox, kind))

    def _addressed(self, hook: Hook) -> tuple[Mailbox, str]:
        mailbox = self._mailboxes.get(int(hook.path[2])) if _is_address(hook.path) else None
        if mailbox is None or mailbox.provider != hook.path[0]:
            raise Refused("No such webhook.", 404)
        return mailbox, hook.path[1]

    def _view(self, mailbox: Mailbox, kind: str) -> AnymailBaseWebhookView:
        if (mailbox.pk, kind) not in self._views:
            self._views[mailbox.pk, kind] = view_of(mailbox, kind)
        return self._views[mailbox.pk, kind]


def _is_address(path: tuple[str, ...]) -> bool:
    return len(path) == 3 and path[1] in KINDS and path[2].isdecimal() and len(path[2]) < 19


def _row(hook: Hook, mailbox: Mailbox, kind: str) -> RawInbound:
    return RawInbound(
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
        if new:
            look_soon(READ)


def view_of(mailbox: Mailbox, kind: str) -> AnymailBaseWebhookView:
    """Anymail's view for this provider, with the mailbox's secrets; it verifies and reads, we store."""
    module = import_module(f"anymail.webhooks.{mailbox.provider}")
    wanted = f"{kind}webhookview"
    names = [name for name in vars(module) if name.lower().endswith(wanted) and "base" not in name.lower()]
    if not names:
        raise Refused(f"{mailbox.provider} has no {kind} webhook.", 404)
    view_class = getattr(module, names[0])
    found = {name: mailbox_secret(mailbox, name) for name in SECRETS.get(mailbox.provider, ())}
    secrets: dict[str, Any] = {name: value for name, value in found.items() if value and _takes(view_class, name)}
    basic = mailbox_secret(mailbox, "webhook_secret")
    if not basic and not set(secrets) - _SIGNATURES:
        raise Refused("This webhook has no secret yet, so nothing is taken.", 403)
    if api_url := settings_of(mailbox).api_url:
        secrets["api_url"] = api_url
    return view_class(**secrets, **({"webhook_secret": [basic]} if basic else {}))


def _takes(view_class: type, name: str) -> bool:
    """Whether this view reads that secret: the tracking view has no use for the inbound one."""
    return name != "inbound_secret" or getattr(view_class, "_secret_setting_name", "inbound_secret") == name


def request_of(hook: Hook) -> HttpRequest:
    """The delivery as Django's request, which anymail reads."""
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in hook.headers.items()}
    return WSGIRequest(
        headers
        | {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"{PREFIX}email/{'/'.join(hook.path)}/",
            "QUERY_STRING": hook.query,
            "CONTENT_TYPE": hook.headers.get("content-type", "application/json"),
            "CONTENT_LENGTH": str(len(hook.body)),
            "wsgi.input": BytesIO(hook.body),
        }
    )


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


register_hook("email", take)
