"""Mail and reports that a provider delivers by webhook: verified by anymail's rules, stored raw, read by a worker.

The address is `/hooks/email/<provider>/<inbound or tracking>/<mailbox>/`. Its secret is the mailbox's credential of the
name that anymail uses, such as `inbound_secret` or `signing_secret`, or `webhook_secret` (user:password) where the
provider signs nothing; without a secret nothing is taken.
"""

import hashlib
import re
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.webhooks.base import AnymailBaseWebhookView
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory

from compliance.addresses import email_key
from crm.models import Contact
from outreach.choices import Transport
from outreach.inbound.receive import ACTOR, hold_while_reading
from outreach.mailboxes import mailbox_secret, settings_of
from outreach.models import Mailbox
from quotahit.audit.log import append
from quotahit.events.models import RawInbound
from quotahit.hooks import Hook, Refused, register_hook
from quotahit.veil import veiled

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
# What the vendors' own verifiers raise for a signature or body that is none at all.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
LOOKED_AT = 65_536
HELD_AT_MOST = 20


def take(hook: Hook) -> None:
    """Verify one delivery and store it; raises `Refused` for what is not for us or not signed."""
    mailbox, kind = _addressed(hook)
    request = request_of(hook)
    try:
        view = view_of(mailbox, kind)
        view.run_validators(request)
    except AnymailWebhookValidationFailure as problem:
        raise Refused("The signature does not fit.") from problem
    except AnymailError as problem:
        raise Refused(veiled(f"This webhook is not set up: {problem}")) from problem
    except UNREADABLE as problem:
        raise Refused("The delivery cannot be read.") from problem
    with transaction.atomic():
        row, is_new = RawInbound.objects.get_or_create(
            organization=mailbox.organization,
            source=f"anymail:{mailbox.pk}:{kind}",
            vendor_id=_vendor_id(hook),
            defaults={
                "body": hook.body,
                "headers": {"kind": "provider", "mailbox_id": mailbox.pk, "webhook": kind, "http": hook.headers},
            },
        )
        if is_new:
            append(mailbox.organization, ACTOR, "webhook.received", row, why={"webhook": kind})
            if kind == "inbound":
                _hold_the_named(mailbox, row, hook.body)


def _addressed(hook: Hook) -> tuple[Mailbox, str]:
    provider, kind, mailbox_id = hook.path if len(hook.path) == 3 else ("", "", "")
    if kind not in KINDS or not mailbox_id.isdecimal():
        raise Refused("No such webhook.", 404)
    mailboxes = Mailbox.objects.filter(transport=Transport.ANYMAIL, provider=provider, is_active=True)
    mailbox = mailboxes.select_related("organization").filter(pk=int(mailbox_id)).first()
    if mailbox is None:
        raise Refused("No such webhook.", 404)
    return mailbox, kind


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
    headers = {name: value for name, value in hook.headers.items() if name != "content-type"}
    return RequestFactory().generic(
        "POST", "/", hook.body, content_type=hook.headers.get("content-type", "application/json"), headers=headers
    )


def _vendor_id(hook: Hook) -> str:
    """The vendor's id of the delivery, the same for a repetition; else the digest of what was delivered."""
    return hook.headers.get("svix-id") or hashlib.sha256(hook.body).hexdigest()


def _hold_the_named(mailbox: Mailbox, row: RawInbound, body: bytes) -> None:
    """Hold every contact whose address the delivery names: who wrote is known for certain only once it is read."""
    named = {email_key(found.decode("ascii", "ignore")) for found in _ADDRESS.findall(body[:LOOKED_AT])}
    contacts = Contact.objects.for_organization(mailbox.organization).filter(emails__key__in=named - {""}).distinct()
    for contact in contacts[:HELD_AT_MOST]:
        hold_while_reading(mailbox.organization, contact, row)


register_hook("email", take)
