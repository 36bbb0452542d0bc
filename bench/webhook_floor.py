"""The least that any webhook endpoint can cost: no framework, one signature, one row, many deliveries to a commit.

`python -m uvicorn --app-dir bench webhook_floor:application`; DSN and WEBHOOK_KEY come from the environment.
"""

import asyncio
import base64
import hashlib
import hmac
import os
from typing import Any

import psycopg

DSN = os.environ["DSN"]
KEY = base64.b64decode(os.environ["WEBHOOK_KEY"])
STORE = "INSERT INTO bare_hook (id, body) SELECT * FROM unnest(%s::text[], %s::bytea[]) ON CONFLICT DO NOTHING"

_waiting: list[tuple[str, bytes, "asyncio.Future[None]"]] = []
_writers: list["asyncio.Task[None]"] = []
_connections: list[psycopg.AsyncConnection[Any]] = []


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Verify, store, answer."""
    if scope["type"] == "lifespan":
        return await _lifespan(receive, send)
    body = await _body(receive)
    headers = dict(scope["headers"])
    signed = b".".join([headers[b"svix-id"], headers[b"svix-timestamp"], body])
    signature = b"v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest())
    if not hmac.compare_digest(signature, headers[b"svix-signature"]):
        return await _answer(send, 400)
    stored = asyncio.get_running_loop().create_future()
    _waiting.append((headers[b"svix-id"].decode(), body, stored))
    if not _writers:
        _writers.append(asyncio.create_task(_write()))
    await stored
    await _answer(send, 200)


async def _write() -> None:
    while _waiting:
        batch = _waiting[:]
        _waiting.clear()
        await _connections[0].execute(STORE, [[row[0] for row in batch], [row[1] for row in batch]])
        for *_, stored in batch:
            if not stored.done():
                stored.set_result(None)
    _writers.clear()


async def _body(receive: Any) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: Any, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _connections.append(await psycopg.AsyncConnection.connect(DSN, autocommit=True))
        else:
            await _connections[0].close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
