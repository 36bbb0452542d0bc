"""The live line to an open page: it hears that something changed and fetches it again."""

from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from quotahit.accounts.middleware import current_membership
from quotahit.push import REMEMBERED, organization_group, user_group, was_told

EVERYTHING = "*"


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """Joins the groups of the signed-in person and the organization they look at."""

    async def connect(self) -> None:
        user = self.scope["user"]
        membership = user.is_authenticated and await database_sync_to_async(current_membership)(
            user, self.scope["session"]
        )
        if not membership:
            await self.close(code=4403)
            return
        self.joined = [organization_group(membership.organization_id), user_group(user.pk)]
        for group in self.joined:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()
        age = _age(self.scope.get("query_string", b""))
        if any([await was_told(group, age) for group in self.joined]):
            await self.send_json({"topic": EVERYTHING})

    async def disconnect(self, code: int) -> None:
        for group in getattr(self, "joined", []):
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, **said: Any) -> None:
        """A page has nothing to say on this line; what comes all the same is let go by."""

    async def live_changed(self, message: dict[str, Any]) -> None:
        """Pass on what changed: a topic, never content."""
        await self.send_json({"topic": message["topic"]})

    async def live_ended(self, message: dict[str, Any]) -> None:
        """Hang up: the person signed out, changed the password or left an organization. The page dials again."""
        await self.close(code=4401)


def _age(query: bytes) -> float:
    """How many seconds ago the page was asked for, as it says; what makes no sense is long ago."""
    said = parse_qs(query.decode("latin-1")).get("age", [""])[0]
    makes_sense = said.isascii() and said.isdigit() and len(said) < 10
    return int(said) / 1000 if makes_sense else 2.0 * REMEMBERED
