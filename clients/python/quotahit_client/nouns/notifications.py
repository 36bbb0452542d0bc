"""What can be done with notifications. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Notifications(Noun):
    def page(
        self,
        *,
        created_since: datetime | None = None,
        is_unread: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Notification]:
        """What the key's member should know."""
        response = self._transport.ask(
            "GET",
            "/api/v1/notifications/",
            query={
                "created_since": created_since,
                "is_unread": is_unread,
                "kind": kind,
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.Notification].model_validate(response.json())

    def each(
        self,
        *,
        created_since: datetime | None = None,
        is_unread: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.Notification]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                created_since=created_since,
                is_unread=is_unread,
                kind=kind,
                limit=limit,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def read(
        self,
        *,
        idempotency_key: str | None = None,
    ) -> models.Marked:
        """Mark all of them as read."""
        response = self._transport.ask(
            "POST",
            "/api/v1/notifications/read/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Marked.model_validate(response.json())
