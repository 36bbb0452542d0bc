"""Every mail provider that django-anymail speaks with over HTTP: Resend, Postmark, Mailgun, SendGrid and others.

The mailbox names the provider; its key is the mailbox's own credential or the organization's. What a provider does to
our headers is told in docs/providers.md.
"""

from datetime import timedelta

import requests
from anymail.exceptions import AnymailAPIError, AnymailError
from anymail.message import AnymailMessage
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from outreach.channels.contract import Provider
from outreach.compose import Mail
from outreach.errors import FateUnknown, PermanentFailure, SendFailed, TemporaryFailure
from outreach.mailboxes import mailbox_secret, settings_of
from outreach.models import Mailbox

TIMEOUT = 30
SECRETS = {  # every provider that we know, and how anymail calls its secrets
    "brevo": ("api_key",),
    "mailersend": ("api_token",),
    "mailgun": ("api_key",),
    "mailjet": ("api_key", "secret_key"),
    "mailtrap": ("api_token",),
    "mandrill": ("api_key",),
    "postal": ("api_key",),
    "postmark": ("server_token",),
    "resend": ("api_key",),
    "scaleway": ("secret_key",),
    "sendgrid": ("api_key",),
    "sparkpost": ("api_key",),
    "unisender_go": ("api_key",),
}
KEY_LIFETIMES = {"resend": timedelta(hours=24)}
MAY_PASS = {401, 403, 408, 429, 503}  # a refused key is a fault of ours that somebody mends, not of the message
UNCLEAR = {409, 500, 502, 504}  # the provider may have taken it before it failed
NEVER_ARRIVED = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.InvalidURL)


class Anymail(Provider):
    def key_lifetime(self, mailbox: Mailbox) -> timedelta:
        return KEY_LIFETIMES.get(mailbox.provider, timedelta())

    def send(self, mailbox: Mailbox, mail: Mail) -> str:
        message = _message(mail)
        try:
            connection = get_connection(f"anymail.backends.{mailbox.provider}.EmailBackend", **_options(mailbox))
            connection.open()
        except ImproperlyConfigured as error:
            raise TemporaryFailure("NOT_CONFIGURED", f"{mailbox.provider}: {error}") from error
        try:
            if mailbox.provider in KEY_LIFETIMES:
                connection.session.headers["Idempotency-Key"] = mail.key
            connection.send_messages([message])
        except AnymailError as error:
            raise _failure(error) from error
        finally:
            connection.close()
        return message.anymail_status.message_id or ""


def _message(mail: Mail) -> AnymailMessage:
    headers = mail.headers | {"Message-ID": mail.message_id}
    message = AnymailMessage(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.from_header,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
        metadata=mail.metadata,
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _options(mailbox: Mailbox) -> dict[str, object]:
    """What anymail's backend takes: secrets under its own names, the provider's extras, another address in tests."""
    settings = settings_of(mailbox)
    if mailbox.provider not in SECRETS:
        raise ImproperlyConfigured(f"not one of {', '.join(SECRETS)}.")
    names = SECRETS[mailbox.provider]
    options: dict[str, object] = {name: mailbox_secret(mailbox, name) for name in names}
    if missing := [name for name, value in options.items() if not value]:
        raise ImproperlyConfigured(f"its {' and '.join(missing)} is missing.")
    if settings.api_url:
        options["api_url"] = settings.api_url
    return options | settings.api_options | {"timeout": TIMEOUT}


def _failure(error: AnymailError) -> SendFailed:
    """Ours for theirs. Only what surely did not arrive may be tried again without a key."""
    words = str(error)[:2000]
    if not isinstance(error, AnymailAPIError):
        return PermanentFailure("MESSAGE_REFUSED", words)  # refused recipient, address, or a header it cannot carry
    status = error.status_code
    if status in MAY_PASS:
        return TemporaryFailure("PROVIDER_REFUSED", words, _retry_after(error))
    if status is None:
        never = isinstance(error, NEVER_ARRIVED) or _was_refused(error)
        return TemporaryFailure("NO_CONNECTION", words) if never else FateUnknown("UNKNOWN_FATE", words)
    if status in UNCLEAR or status < 400:
        return FateUnknown("UNKNOWN_FATE", words)
    return PermanentFailure("MESSAGE_REFUSED", words)


def _was_refused(error: BaseException) -> bool:
    """Whether no connection came about at all: nobody listens, or the name leads nowhere."""
    return "NewConnectionError" in repr(error.__cause__) or "NameResolutionError" in repr(error.__cause__)


def _retry_after(error: AnymailAPIError) -> timedelta | None:
    seconds = error.response.headers.get("Retry-After", "") if error.response is not None else ""
    return timedelta(seconds=int(seconds)) if seconds.isdigit() else None
