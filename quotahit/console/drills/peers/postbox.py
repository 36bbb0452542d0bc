"""A mail server (SMTP) that logs what it takes, before it says so."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from quotahit.console.drills.own_redis import free_port
from quotahit.console.drills.peers.log import Mood, PeerLog

NAME = "smtp"
MOMENTS = ("asked", "offered", "taken")
SLOWLY, TOO_LONG = 1.0, 35.0  # seconds; the second is more than anybody waits


class Postbox:
    def __init__(self, log: PeerLog) -> None:
        self._log = log

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._log.reached("asked")
        if self._log.mood is Mood.BUSY:
            return "451 4.7.1 Try again later"
        await asyncio.sleep({Mood.SLOW: SLOWLY, Mood.SILENT: TOO_LONG}.get(self._log.mood, 0))
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self._log.reached("offered")
        if self._log.mood is Mood.BROKEN:
            return "451 4.3.0 Local error in processing"
        mail = message_from_bytes(envelope.original_content or b"")
        for recipient in envelope.rcpt_tos:
            self._log.take(str(mail["Message-ID"]), recipient, NAME)
        self._log.reached("taken")
        if self._log.mood is Mood.CURT and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "Oops, no reply code here" if self._log.mood is Mood.GARBLED else "250 Accepted"


@contextmanager
def postbox(log: PeerLog) -> Iterator[int]:
    """A server on a free port of this machine, which is yielded."""
    controller = Controller(Postbox(log), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
