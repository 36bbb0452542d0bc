"""Telling open browsers that something happened: the one door to the channel layer, from any thread."""

import asyncio
import time
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

REMEMBERED = 60  # seconds: a page that takes longer to open its line looks at itself anew

_server_loop: asyncio.AbstractEventLoop | None = None


def attach(loop: asyncio.AbstractEventLoop | None) -> None:
    """Remember the web server's loop; the in-memory layer may only be touched from there."""
    global _server_loop
    _server_loop = loop


def organization_group(organization_id: int) -> str:
    """The group of every page that shows this organization."""
    return f"organization.{organization_id}"


def user_group(user_id: int) -> str:
    """The group of one person's pages, for the bell."""
    return f"user.{user_id}"


def tell_organization(organization_id: int, topic: str) -> None:
    """Tell every page of an organization that rows of `topic` changed; which ones, not every member may know."""
    push(organization_group(organization_id), {"type": "live.changed", "topic": topic})


def tell_user(user_id: int, topic: str) -> None:
    """Tell one person's pages that rows of `topic` changed."""
    push(user_group(user_id), {"type": "live.changed", "topic": topic})


def end_lines(user_id: int) -> None:
    """Have every open page of one person connect anew, and be let in or not as things now stand."""
    push(user_group(user_id), {"type": "live.ended"})


def push(group: str, message: dict[str, Any]) -> None:
    """Send `message` (its `type` names the consumer's handler) to a group once the transaction has committed.

    A hint to look again, no more: in the embedded mode a process without a web server has nobody to tell, and where
    Redis is away, that is logged and hinders nobody.
    """
    transaction.on_commit(lambda: _send(group, message), robust=True)


async def was_told(group: str, seconds: float) -> bool:
    """Whether a group was told anything within the last `seconds`: who joins it only now has missed that."""
    last = await cache.aget(_last_told(group))
    return seconds > REMEMBERED or (last is not None and time.time() - last <= seconds)


def _last_told(group: str) -> str:
    return f"told.{group}"


def _send(group: str, message: dict[str, Any]) -> None:
    cache.set(_last_told(group), time.time(), REMEMBERED)
    layer = get_channel_layer()
    if not settings.EMBEDDED:
        async_to_sync(layer.group_send)(group, message)
    elif _server_loop is not None:
        asyncio.run_coroutine_threadsafe(layer.group_send(group, message), _server_loop)
