"""The one ASGI door for webhooks, in front of Django: verify, store raw, answer.

A room registers a receiver for the first word of the path below `/hooks/`. What arrives while its last batch is being
stored makes the next one: a receiver verifies and stores many deliveries in one transaction, and each is answered after
its commit. So a burst costs few commits, and a lone delivery waits for nobody. Whoever reads what was stored is hinted
beside that, at once and then now and then while more comes: nobody's answer waits for it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from quotahit import logs, requests

LARGEST_BODY = 30 * 1024 * 1024
PREFIX = "/hooks/"
MOST_AT_ONCE = 500
HINT_SECONDS = 0.1  # between two hints to the reader while deliveries keep coming
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


# For each delivery, in order: None once it is stored, or why it is not taken. It may also fail as a whole.
Receiver = Callable[[Sequence[Hook]], Sequence[Refused | None]]
Hint = Callable[[], None]
_receivers: dict[str, tuple[Receiver, Hint]] = {}


def register_hook(name: str, receiver: Receiver, hint: Hint = lambda: None) -> None:
    """Hand every delivery below `/hooks/<name>/` to `receiver`, which stores a batch in one transaction.

    `hint` tells the reader that there is something to read.
    """
    _receivers[name] = receiver, hint


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
        if refusal := await _line(name).stored(hook):
            raise refusal
        return 200, "ok"
    except Refused as refusal:
        return refusal.status, str(refusal)
    except Exception:  # the edge of the process: whatever failed is ours, and the vendor shall come again
        logger.exception("A delivery to the webhook %s could not be stored", name)
        return 500, "Not stored; deliver it again."


class _Line:
    """The deliveries to one receiver that wait for the next batch."""

    def __init__(self, receiver: Receiver, hint: Hint) -> None:
        self._receiver, self._hint = receiver, hint
        self._waiting: list[tuple[Hook, asyncio.Future[Refused | None]]] = []
        self._is_at_work = self._is_hinting = self._is_unread = False

    async def stored(self, hook: Hook) -> Refused | None:
        """None once the delivery is stored, or why it is not taken; raises what the receiver failed with."""
        answer: asyncio.Future[Refused | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((hook, answer))
        if not self._is_at_work:
            self._is_at_work = True
            _begin(self._work())
        return await answer

    async def _work(self) -> None:
        while batch := self._next_batch():
            answers = await _in_a_thread(_deliver, self._receiver, [hook for hook, _ in batch])
            for (_, future), answer in zip(batch, answers, strict=True):
                if future.done():
                    continue  # whoever delivered has hung up; it is stored all the same
                if isinstance(answer, Refused) or answer is None:
                    future.set_result(answer)
                else:
                    future.set_exception(answer)
            self._is_unread |= None in answers
            if self._is_unread and not self._is_hinting:
                self._is_hinting = True
                _begin(self._hint_while_unread())
        self._is_at_work = False

    async def _hint_while_unread(self) -> None:
        while self._is_unread:
            self._is_unread = False
            await _in_a_thread(_tell, self._hint)
            await asyncio.sleep(HINT_SECONDS)
        self._is_hinting = False

    def _next_batch(self) -> list[tuple[Hook, "asyncio.Future[Refused | None]"]]:
        size, count = 0, 0
        for hook, _ in self._waiting[:MOST_AT_ONCE]:
            size += len(hook.body)
            if count and size > LARGEST_BODY:
                break
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch


_working: set["asyncio.Task[None]"] = set()  # the loop itself keeps no hold on its tasks


def _begin(work: Coroutine[Any, Any, None]) -> None:
    _working.add(task := asyncio.create_task(work))
    task.add_done_callback(_working.discard)


_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Line]] = WeakKeyDictionary()


def _line(name: str) -> _Line:
    lines = _lines.setdefault(asyncio.get_running_loop(), {})
    if name not in lines:
        lines[name] = _Line(*_receivers[name])
    return lines[name]


_in_a_thread = sync_to_async(lambda work, *inputs: work(*inputs), thread_sensitive=False)


def _tell(hint: Hint) -> None:
    try:
        hint()
    except Exception:  # a sweep finds what no hint announced; the deliveries are stored and answered
        logger.exception("The reader of webhooks could not be hinted")


def _deliver(receiver: Receiver, hooks: Sequence[Hook]) -> list[Exception | None]:
    """What becomes of each. When a batch fails, each is tried alone, so that one does not take the others with it."""
    close_old_connections()
    try:
        return list(receiver(hooks))
    except Exception as problem:  # noqa: BLE001  it is raised again where the delivery is answered
        if len(hooks) == 1:
            return [problem]
        return [answer for hook in hooks for answer in _deliver(receiver, [hook])]
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
