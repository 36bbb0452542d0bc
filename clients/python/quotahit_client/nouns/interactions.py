"""What can be done with interactions. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Interactions(Noun):
    def page(
        self,
        *,
        before: datetime | None = None,
        channel: str | None = None,
        contact: int | None = None,
        deal: int | None = None,
        direction: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Interaction]:
        """One line for each thing said or done. What the product sends and receives is written by itself; a call or a
        meeting of yours can be added.
        """
        response = self._transport.ask(
            "GET",
            "/api/v1/interactions/",
            query={
                "before": before,
                "channel": channel,
                "contact": contact,
                "deal": deal,
                "direction": direction,
                "limit": limit,
                "ordering": ordering,
                "since": since,
                "cursor": cursor,
            },
        )
        return Page[models.Interaction].model_validate(response.json())

    def each(
        self,
        *,
        before: datetime | None = None,
        channel: str | None = None,
        contact: int | None = None,
        deal: int | None = None,
        direction: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[models.Interaction]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                before=before,
                channel=channel,
                contact=contact,
                deal=deal,
                direction=direction,
                limit=limit,
                ordering=ordering,
                since=since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        contact: int,
        channel: str,
        direction: str,
        deal: int | None = UNSET,
        at: datetime = UNSET,
        subject: str = UNSET,
        body: str = UNSET,
        summary: str = UNSET,
        outcome: str = UNSET,
        sentiment: str = UNSET,
        intent: str = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Interaction | None:
        """One line for each thing said or done. What the product sends and receives is written by itself; a call or a
        meeting of yours can be added.
        """
        response = self._transport.ask(
            "POST",
            "/api/v1/interactions/",
            body={
                "contact": contact,
                "deal": deal,
                "channel": channel,
                "direction": direction,
                "at": at,
                "subject": subject,
                "body": body,
                "summary": summary,
                "outcome": outcome,
                "sentiment": sentiment,
                "intent": intent,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Interaction, response)

    def get(
        self,
        id: int,
    ) -> models.Interaction:
        """One line for each thing said or done. What the product sends and receives is written by itself; a call or a
        meeting of yours can be added.
        """
        response = self._transport.ask(
            "GET",
            f"/api/v1/interactions/{id}/",
        )
        return self._transport.shown(models.Interaction, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """One line for each thing said or done. What the product sends and receives is written by itself; a call or a
        meeting of yours can be added.
        """
        response = self._transport.ask(
            "POST",
            "/api/v1/interactions/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())
