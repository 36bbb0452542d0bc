"""The server's entry: webhooks and assistants before Django, pages through Django, live updates beside it."""

import asyncio
import os
import warnings
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quotahit.settings")

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

# Static files are read in a thread; Django tells of it on the operator's terminal, who can do nothing about it.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
_pages = get_asgi_application()

from agents.mcp import http as mcp  # noqa: E402
from outreach.chat.socket import ChatConsumer  # noqa: E402
from quotahit import bodies, celery, hooks, push  # noqa: E402, F401
from quotahit.console.live import LiveConsumer  # noqa: E402

SOCKETS = [path("ws/live", LiveConsumer.as_asgi()), path("chat/<str:key>/line", ChatConsumer.as_asgi())]
_live = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(SOCKETS)))
_django = ProtocolTypeRouter({"http": _pages, "websocket": _live})


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Hand each connection to the part that serves it."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(hooks.PREFIX):
        await hooks.application(scope, receive, send)
    elif scope["type"] == "http" and scope["path"].rstrip("/") == mcp.PATH:
        await mcp.application(scope, receive, send)
    elif scope["type"] == "http":
        await bodies.bounded(_django, scope, receive, send)
    else:
        await _django(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            push.attach(asyncio.get_running_loop())
        else:
            push.attach(None)
            await mcp.close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
