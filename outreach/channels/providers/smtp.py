"""Plain SMTP (RFC 5321). It knows no idempotency keys: when the line breaks after the text, nobody knows its fate."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from outreach.channels.contract import Provider
from outreach.choices import Security
from outreach.compose import Mail
from outreach.errors import FateUnknown, PermanentFailure, TemporaryFailure
from outreach.mailboxes import MailboxSettings, mailbox_secret, settings_of
from outreach.models import Mailbox

TIMEOUT = 30
UNDERSTOOD = 200  # below it there is no answer that means yes or no; smtplib makes -1 of what is none at all


class Smtp(Provider):
    def sign_in(self, mailbox: Mailbox) -> bool:
        with connection(settings_of(mailbox), mailbox_secret(mailbox, "smtp_password")):
            return True

    def send(self, mailbox: Mailbox, mail: Mail) -> str:
        """Hand over to the server; raises with the server's own words."""
        wire = mail.as_bytes()
        with connection(settings_of(mailbox), mailbox_secret(mailbox, "smtp_password")) as server:
            try:
                _accepted("MAILBOX_REFUSED", *server.mail(mail.sender))
                _accepted("RECIPIENT_REFUSED", *server.rcpt(mail.to))
            except OSError as error:  # smtplib's own failures are OSErrors too
                raise TemporaryFailure("CONNECTION_LOST", _words(error)) from error
            _accepted("MESSAGE_REFUSED", *_data(server, wire))
        return ""


def _data(server: smtplib.SMTP, wire: bytes) -> tuple[int, bytes | str]:
    """Hand over the text. Where the line breaks within it, or the answer is none, the server may have taken it."""
    try:
        code, answer = server.data(wire)
    except smtplib.SMTPDataError as error:  # it did not want the text, so it does not have it
        return error.smtp_code, error.smtp_error
    except OSError as error:
        raise FateUnknown("UNKNOWN_FATE", _words(error)) from error
    if code < UNDERSTOOD:
        raise FateUnknown("UNKNOWN_FATE", f"The server answered: {_text(answer)}")
    return code, answer


@contextmanager
def connection(settings: MailboxSettings, password: str) -> Iterator[smtplib.SMTP]:
    """A signed-in connection. Nothing has been sent when this fails, so it may be tried again."""
    try:
        server = _connect(settings)
    except OSError as error:
        where = f"{settings.smtp_host}:{settings.smtp_port}"
        raise TemporaryFailure("NO_CONNECTION", f"SMTP: no connection to {where}: {_words(error)}") from error
    try:
        _sign_in(server, settings, password)
        yield server
    finally:
        _leave(server)


def _connect(settings: MailboxSettings) -> smtplib.SMTP:
    if settings.smtp_security == Security.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT)


def _sign_in(server: smtplib.SMTP, settings: MailboxSettings, password: str) -> None:
    try:
        if settings.smtp_security == Security.STARTTLS:
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if settings.smtp_login:
            server.login(settings.smtp_login, password)
    except smtplib.SMTPAuthenticationError as error:
        raise TemporaryFailure("LOGIN_REFUSED", f"The server refused the login: {_words(error)}") from error
    except OSError as error:
        raise TemporaryFailure("NO_CONNECTION", _words(error)) from error


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except OSError:
        server.close()  # what was said before stands; only the goodbye failed


def _accepted(refusal: str, code: int, answer: bytes | str) -> None:
    """Raise unless the server said yes: 5xx will not pass, 4xx may, and so may nonsense."""
    if code >= 400 or code < UNDERSTOOD:
        words = f"{code} {_text(answer)}"
        raise PermanentFailure(refusal, words) if code >= 500 else TemporaryFailure(refusal, words)


def _words(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
