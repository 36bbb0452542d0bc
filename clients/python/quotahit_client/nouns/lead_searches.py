"""What can be done with lead searches. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class LeadSearches(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        source: str | None = None,
        started_since: datetime | None = None,
        state: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Search]:
        """What the scout looked for, what it saw and spent. Whom it found stands in `candidates`."""
        response = self._transport.ask(
            "GET",
            "/api/v1/lead_searches/",
            query={
                "limit": limit,
                "ordering": ordering,
                "source": source,
                "started_since": started_since,
                "state": state,
                "cursor": cursor,
            },
        )
        return Page[models.Search].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        source: str | None = None,
        started_since: datetime | None = None,
        state: str | None = None,
    ) -> Iterator[models.Search]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                ordering=ordering,
                source=source,
                started_since=started_since,
                state=state,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        source: str,
        wanted: int = UNSET,
        credits: int = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Search | None:
        """What the scout looked for, what it saw and spent. Whom it found stands in `candidates`."""
        response = self._transport.ask(
            "POST",
            "/api/v1/lead_searches/",
            body={
                "source": source,
                "wanted": wanted,
                "credits": credits,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Search, response)

    def get(
        self,
        id: int,
    ) -> models.Search:
        """What the scout looked for, what it saw and spent. Whom it found stands in `candidates`."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/lead_searches/{id}/",
        )
        return self._transport.shown(models.Search, response)
