"""Who may deliver by webhook: the mailboxes that an address names, and the provider's own check of who calls.

What a mailbox's verifiers are made of, its rows and secrets, is looked up for every batch; they are made anew when
any of it has changed, and used again while it has not.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from importlib import import_module
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.webhooks.base import AnymailBaseWebhookView
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpRequest

from outreach.choices import Transport
from outreach.mailboxes import mailbox_secret, settings_of
from outreach.models import Mailbox
from quotahit.accounts.credentials import from_environment
from quotahit.accounts.models import Credential
from quotahit.hooks import PREFIX, Hook, Refused
from quotahit.ids import id_in
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
# What the vendors' own verifiers raise for a signature or body that is none at all.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
# Asked for every batch, and written out for that: compiling a query set takes four times as long as asking.
_SEEN = f"""
    SELECT mailbox.id, mailbox.provider, mailbox.settings, mailbox.organization_id,
           credential.vendor, credential.name, credential.key_id, credential.sealed
    FROM {Mailbox._meta.db_table} AS mailbox
    LEFT JOIN {Credential._meta.db_table} AS credential USING (organization_id)
    WHERE mailbox.transport = %s AND mailbox.is_active AND mailbox.id IN ({{marks}})
    ORDER BY credential.id"""
MOST_KNOWN = 1000


class Door:
    """One mailbox's webhooks, as its rows and secrets are just now."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self._views: dict[str, AnymailBaseWebhookView] = {}

    def verify(self, hook: Hook) -> None:
        """Refused, with the reason, for a delivery that is not the provider's."""
        provider, kind, _ = hook.path
        if provider != self.mailbox.provider:
            raise Refused("No such webhook.", 404)
        try:
            if kind not in self._views:
                self._views[kind] = view_of(self.mailbox, kind)
            self._views[kind].run_validators(request_of(hook))
        except AnymailWebhookValidationFailure as problem:
            raise Refused("The signature does not fit.") from problem
        except AnymailError as problem:
            raise Refused(veiled(f"This webhook is not set up: {problem}")) from problem
        except UNREADABLE as problem:
            raise Refused("The delivery cannot be read.") from problem


_known: "OrderedDict[tuple[Any, ...], Door]" = OrderedDict()


def doors_of(hooks: Iterable[Hook]) -> dict[int | None, Door]:
    """The doors that deliveries are addressed to, by mailbox; a mailbox that is off has none."""
    named = {number for hook in hooks if (number := mailbox_of(hook))}
    if not named:
        return {}
    seen: dict[int, list[Any]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SEEN.format(marks=", ".join(["%s"] * len(named))), [Transport.ANYMAIL, *named])
        for pk, provider, own_settings, *others, sealed in cursor.fetchall():
            seen[pk].append((provider, repr(own_settings), *others, sealed and bytes(sealed)))
    return {pk: _door(pk, rows) for pk, rows in seen.items()}


def mailbox_of(hook: Hook) -> int | None:
    """The number of the mailbox in the address; None when it is no address of ours."""
    is_ours = len(hook.path) == 3 and hook.path[1] in KINDS
    return id_in(hook.path[2]) or None if is_ours else None


def _door(pk: int, rows: list[Any]) -> Door:
    provider = rows[0][0]
    lent = [from_environment(provider, name) for name in SECRETS.get(provider, ())]
    mark = (pk, *rows, *lent)
    if mark not in _known:
        there = Mailbox.objects.select_related("organization").prefetch_related("organization__credentials")
        _known[mark] = Door(there.get(pk=pk))
        while len(_known) > MOST_KNOWN:
            _known.popitem(last=False)
    return _known[mark]


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
