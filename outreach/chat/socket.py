"""The live line of a visitor's page."""

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from outreach.chat import door, limits
from outreach.chat.line import group_of
from quotahit.accounts.throttle import network_of

REFUSED, TOO_MUCH = 4403, 4429


class ChatConsumer(AsyncWebsocketConsumer):
    """Passes words to the door and answers back; hears when something is new for the visit that it has proved to be."""

    visit_id: int | None = None

    async def connect(self) -> None:
        self.key = self.scope["url_route"]["kwargs"]["key"]
        self.address = (self.scope.get("client") or ("",))[0]
        if await database_sync_to_async(limits.LINES.takes)(network_of(self.address)):
            await self.accept()
        else:
            await self.close(code=TOO_MUCH)

    async def disconnect(self, code: int) -> None:
        await self._listen_to(None)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer one word; what is no text or too much ends the line, and the page dials again later."""
        if text_data is None or len(text_data) > door.LARGEST:
            await self.close(code=REFUSED)
            return
        visit, told = await database_sync_to_async(door.answer)(self.key, text_data, self.address)
        if visit is not None:
            await self._listen_to(visit.pk)
        await self._tell(told)

    async def chat_changed(self, message: dict[str, Any]) -> None:
        """Something is new: read it now, as it stands."""
        told = await database_sync_to_async(door.news)(self.visit_id) if self.visit_id else None
        if told is None:
            await self.close(code=REFUSED)
        else:
            await self._tell(told)

    async def chat_typing(self, message: dict[str, Any]) -> None:
        """A person of ours is typing."""
        await self._tell({"typing": True})

    async def _tell(self, told: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(told))

    async def _listen_to(self, visit_id: int | None) -> None:
        if visit_id == self.visit_id:
            return
        if self.visit_id is not None:
            await self.channel_layer.group_discard(group_of(self.visit_id), self.channel_name)
        if visit_id is not None:
            await self.channel_layer.group_add(group_of(visit_id), self.channel_name)
        self.visit_id = visit_id
