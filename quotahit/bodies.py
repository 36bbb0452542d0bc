"""How much a request may bring: Django keeps whatever comes before it looks at it, so the door counts.

Webhooks have a door of their own, with a limit of its own: see `hooks.py`.
"""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from quotahit import problems

LARGEST_FORM = 10 * 1024 * 1024
LARGEST_FILE = 210 * 1024 * 1024  # a little more than an import takes, which says so in its own words
LARGEST_ATTACHMENT = 27 * 1024 * 1024  # a little more than a file on a record may have
LARGEST_WORD = 64 * 1024
OF_STRANGERS = "/chat/"  # said by anybody's visitors: words, no files
TAKES_A_FILE = ("/import/",)
TAKES_ATTACHMENTS = re.compile(r"/(contacts|companies|deals)/\d+/files/")
TOO_LARGE = "This is larger than anything this page takes."

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


async def bounded(application: Application, scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one HTTP request whose body is no larger than its page takes; 413 for one that says or turns out to be."""
    limit = largest(scope["path"])
    if _announced(scope) > limit:
        await _refuse(scope, send)
        return
    body = _Counted(receive, limit)
    await application(scope, body.receive, body.guard(send))
    if body.is_over:
        await _refuse(scope, send)


def largest(path: str) -> int:
    """How many bytes a request to this address may bring."""
    if path.startswith(OF_STRANGERS):
        return LARGEST_WORD
    if path in TAKES_A_FILE:
        return LARGEST_FILE
    return LARGEST_ATTACHMENT if TAKES_ATTACHMENTS.fullmatch(path) else LARGEST_FORM


class _Counted:
    """Hands on a body until it is over its limit; then the request looks broken off to whoever reads it."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._left, self.is_over = receive, limit, False

    async def receive(self) -> dict[str, Any]:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.is_over = True
            return {"type": "http.disconnect"}
        return message

    def guard(self, send: Send) -> Send:
        """What the application says to a request that looked broken off is not for the other side."""

        async def guarded(message: dict[str, Any]) -> None:
            if not self.is_over:
                await send(message)

        return guarded


def _announced(scope: dict[str, Any]) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)


async def _refuse(scope: dict[str, Any], send: Send) -> None:
    kind, body = b"text/plain", TOO_LARGE
    if scope["path"].startswith(problems.API):
        kind, body = problems.MEDIA_TYPE.encode(), json.dumps(problems.problem(413, TOO_LARGE, code="too_large"))
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body.encode()})
