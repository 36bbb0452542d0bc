"""What can be done with talks. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Talks(Noun):
    def page(
        self,
        *,
        contact: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
        state: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Talk]:
        """The qualifier's conversations: how far each is, when it comes back, and what it came to."""
        response = self._transport.ask(
            "GET",
            "/api/v1/talks/",
            query={
                "contact": contact,
                "limit": limit,
                "ordering": ordering,
                "since": since,
                "state": state,
                "cursor": cursor,
            },
        )
        return Page[models.Talk].model_validate(response.json())

    def each(
        self,
        *,
        contact: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
        state: str | None = None,
    ) -> Iterator[models.Talk]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                contact=contact,
                limit=limit,
                ordering=ordering,
                since=since,
                state=state,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Talk:
        """The qualifier's conversations: how far each is, when it comes back, and what it came to."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/talks/{id}/",
        )
        return self._transport.shown(models.Talk, response)
