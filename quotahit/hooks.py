"""The one ASGI door for webhooks, in front of Django: verify, store raw, answer.

A room registers a receiver for the first word of the path below `/hooks/`. The receiver verifies and stores in one
transaction and returns nothing; it raises `Refused` for what must not be taken. Its other failures answer 500, so
that the vendor delivers again.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from quotahit import logs, requests

LARGEST_BODY = 30 * 1024 * 1024
PREFIX = "/hooks/"
logger = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Refused(Exception):
    """The delivery is not taken, and sending it again would not help."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Hook:
    """One delivery: the path's words after the receiver's name, headers in lower case, the raw body."""

    path: tuple[str, ...]
    method: str
    headers: dict[str, str]
    query: str
    body: bytes


Receiver = Callable[[Hook], None]
_receivers: dict[str, Receiver] = {}


def register_hook(name: str, receiver: Receiver) -> None:
    """Hand every delivery below `/hooks/<name>/` to `receiver`."""
    _receivers[name] = receiver


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request below `/hooks/`."""
    began = time.perf_counter()
    name, *path = scope["path"].removeprefix(PREFIX).strip("/").split("/")
    headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
    with logs.about(request=requests.id_of(headers.get("x-request-id", ""))):
        status, text = await _take(name, path, headers, scope, receive)
        await _answer(send, status, text)
        requests.note(
            scope["method"], f"hooks/{name if name in _receivers else '?'}", status, time.perf_counter() - began
        )


async def _take(
    name: str, path: list[str], headers: dict[str, str], scope: dict[str, Any], receive: Receive
) -> tuple[int, str]:
    """Status and words of the answer."""
    try:
        if name not in _receivers:
            raise Refused("No such webhook.", 404)
        if scope["method"] != "POST":
            raise Refused("Webhooks are delivered by POST.", 405)
        body = await _body(receive)
        hook = Hook(tuple(path), scope["method"], headers, scope["query_string"].decode("latin-1"), body)
        await sync_to_async(_deliver, thread_sensitive=False)(_receivers[name], hook)
        return 200, "ok"
    except Refused as refusal:
        return refusal.status, str(refusal)
    except Exception:  # the edge of the process: whatever failed is ours, and the vendor shall come again
        logger.exception("A delivery to the webhook %s could not be stored", name)
        return 500, "Not stored; deliver it again."


def _deliver(receiver: Receiver, hook: Hook) -> None:
    close_old_connections()
    try:
        receiver(hook)
    finally:
        close_old_connections()


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused("The delivery broke off.")
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise Refused("The delivery is larger than 30 MB.", 413)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
