"""A mail server (SMTP) that logs what it takes, before it says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from quotahit.console.drills.own_redis import free_port
from quotahit.console.drills.peers.log import PeerLog

NAME = "smtp"
MOMENTS = ("asked", "offered", "taken")


class Postbox:
    def __init__(self, log: PeerLog) -> None:
        self._log = log

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._log.reached("asked")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self._log.reached("offered")
        mail = message_from_bytes(envelope.original_content or b"")
        for recipient in envelope.rcpt_tos:
            self._log.take(str(mail["Message-ID"]), recipient, NAME)
        self._log.reached("taken")
        return "250 Accepted"


@contextmanager
def postbox(log: PeerLog) -> Iterator[int]:
    """A server on a free port of this machine, which is yielded."""
    controller = Controller(Postbox(log), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
