"""The door over HTTP: `/mcp`, for assistants that bring a key (`Authorization: Bearer qh_…`).

Stateless: every message is let in by itself, so that any number of web processes serve one assistant, and a key that
was revoked opens nothing from then on.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from rest_framework.exceptions import APIException, MethodNotAllowed

from agents.mcp.callers import Caller, caller_with
from agents.mcp.errors import NotInScope
from quotahit import logs, requests
from quotahit.accounts.api.doors import count_request, key_of
from quotahit.accounts.api.problems import body_of
from quotahit.problems import MEDIA_TYPE

PATH = "/mcp"
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Scope = dict[str, Any]
_PLACE = "quotahit.caller"  # where, in a request's scope, the server finds who sent it


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request to `/mcp`."""
    began, answered = time.perf_counter(), 500
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}

    async def observed(message: dict[str, Any]) -> None:
        nonlocal answered
        answered = message.get("status", answered)
        await send(message)

    with logs.about(request=requests.id_of(headers.get("x-request-id", ""))):
        address = (scope.get("client") or ("",))[0]
        try:
            if scope["method"] != "POST":  # there is no stream to listen to and no session to end
                raise MethodNotAllowed(scope["method"])
            caller = await _in_a_thread(_let_in, headers.get("authorization", ""), address)
        except APIException as refusal:
            await _refuse(observed, refusal)
        else:
            serve = await _server()
            await serve({**scope, "path": PATH, "raw_path": PATH.encode(), _PLACE: caller}, receive, observed)
        requests.note(scope["method"], "mcp", answered, time.perf_counter() - began)


async def close() -> None:
    """End what was begun for this loop; for the shutdown of the process."""
    if (started := _servers.pop(asyncio.get_running_loop(), None)) is not None:
        started.cancel()


def _let_in(authorization: str, address: str) -> Caller:
    """Who brings this key. APIException where it opens nothing, or was used too often."""
    try:
        key = key_of(authorization, address)
        count_request(key)
        return caller_with(key)
    finally:
        close_old_connections()


def _sender(context: Any) -> Caller:
    scope = getattr(context.request, "scope", {})
    if _PLACE not in scope:
        raise NotInScope("Nobody is signed in here.")
    return scope[_PLACE]  # type: ignore[no-any-return]


async def _refuse(send: Send, refusal: APIException) -> None:
    status = refusal.status_code
    body = json.dumps(body_of(refusal)).encode()
    headers = [(b"content-type", MEDIA_TYPE.encode())]
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="QuotaHit"'))
    if status == 405:
        headers.append((b"allow", b"POST"))
    if wait := getattr(refusal, "wait", None):
        headers.append((b"retry-after", str(int(wait)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


_in_a_thread = sync_to_async(lambda work, *inputs: work(*inputs), thread_sensitive=False)
_servers: WeakKeyDictionary[asyncio.AbstractEventLoop, "asyncio.Task[None]"] = WeakKeyDictionary()
_ready: WeakKeyDictionary[asyncio.AbstractEventLoop, "asyncio.Future[Any]"] = WeakKeyDictionary()


async def _server() -> Any:
    """The SDK's application, begun at the first request: importing it costs half a second and some memory."""
    loop = asyncio.get_running_loop()
    if loop not in _ready:
        _ready[loop] = loop.create_future()
        _servers[loop] = asyncio.create_task(_serve(_ready[loop]))
    return await asyncio.shield(_ready[loop])


async def _serve(ready: "asyncio.Future[Any]") -> None:
    from agents.mcp.server import build

    server = build(_sender)
    app = server.streamable_http_app(streamable_http_path=PATH, json_response=True, stateless_http=True)
    async with server.session_manager.run():
        ready.set_result(app)
        await asyncio.Event().wait()
