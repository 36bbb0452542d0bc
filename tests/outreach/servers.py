"""A real mail server on this machine that does as it is told."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Postbox:
    """What arrived, and what the server is to answer next."""

    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answer_recipient: str = "250 OK"
    answer_data: str = "250 Accepted"
    hangs_up: bool = False  # takes the text, and breaks the line before it answers
    forward: Callable[[bytes], None] | None = None  # where else a mail that was taken goes
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer_data.startswith("250"):
            self.raw.append(envelope.original_content or b"")
            self.recipients += envelope.rcpt_tos
            if self.forward:
                self.forward(envelope.original_content or b"")
        if self.hangs_up:
            server.transport.abort()
        return self.answer_data


@contextmanager
def smtp_server(password: str = "") -> Iterator[Postbox]:
    """A server on a free port; with `password` it wants a login of `sales` first."""
    postbox = Postbox()

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        right = data.login == b"sales" and data.password == password.encode()
        return AuthResult(success=right, handled=False)

    controller = Controller(
        postbox,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=authenticate if password else None,
        auth_require_tls=False,
    )
    controller.start()
    postbox.port = controller.port
    try:
        yield postbox
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
