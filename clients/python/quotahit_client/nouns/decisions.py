"""What can be done with decisions. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Decisions(Noun):
    def page(
        self,
        *,
        agent: str | None = None,
        contact: int | None = None,
        deal: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        rule: str | None = None,
        since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Decision]:
        """What an agent or a rule decided, by which rule and why."""
        response = self._transport.ask(
            "GET",
            "/api/v1/decisions/",
            query={
                "agent": agent,
                "contact": contact,
                "deal": deal,
                "limit": limit,
                "ordering": ordering,
                "rule": rule,
                "since": since,
                "cursor": cursor,
            },
        )
        return Page[models.Decision].model_validate(response.json())

    def each(
        self,
        *,
        agent: str | None = None,
        contact: int | None = None,
        deal: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        rule: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[models.Decision]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                agent=agent,
                contact=contact,
                deal=deal,
                limit=limit,
                ordering=ordering,
                rule=rule,
                since=since,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Decision:
        """What an agent or a rule decided, by which rule and why."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/decisions/{id}/",
        )
        return self._transport.shown(models.Decision, response)
