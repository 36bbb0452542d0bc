"""What can be done with events. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Events(Noun):
    def page(
        self,
        *,
        after: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
        subject_id: int | None = None,
        subject_type: str | None = None,
        type: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Event]:
        """Facts in dotted words, such as contact.created. Ids and subjects never change."""
        response = self._transport.ask(
            "GET",
            "/api/v1/events/",
            query={
                "after": after,
                "limit": limit,
                "ordering": ordering,
                "since": since,
                "subject_id": subject_id,
                "subject_type": subject_type,
                "type": type,
                "cursor": cursor,
            },
        )
        return Page[models.Event].model_validate(response.json())

    def each(
        self,
        *,
        after: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
        subject_id: int | None = None,
        subject_type: str | None = None,
        type: str | None = None,
    ) -> Iterator[models.Event]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                after=after,
                limit=limit,
                ordering=ordering,
                since=since,
                subject_id=subject_id,
                subject_type=subject_type,
                type=type,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Event:
        """Facts in dotted words, such as contact.created. Ids and subjects never change."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/events/{id}/",
        )
        return self._transport.shown(models.Event, response)
