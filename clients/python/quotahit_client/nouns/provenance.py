"""What can be done with provenance. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Provenance(Noun):
    def page(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        field: str | None = None,
        is_current: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
        source: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Provenance]:
        """Which source gave a field of a contact or company its value, how, when and how surely; a person's own word
        ends research there. What holds has no `replaced_at`.
        """
        response = self._transport.ask(
            "GET",
            "/api/v1/provenance/",
            query={
                "company": company,
                "contact": contact,
                "field": field,
                "is_current": is_current,
                "limit": limit,
                "ordering": ordering,
                "since": since,
                "source": source,
                "cursor": cursor,
            },
        )
        return Page[models.Provenance].model_validate(response.json())

    def each(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        field: str | None = None,
        is_current: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
        source: str | None = None,
    ) -> Iterator[models.Provenance]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                company=company,
                contact=contact,
                field=field,
                is_current=is_current,
                limit=limit,
                ordering=ordering,
                since=since,
                source=source,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Provenance:
        """Which source gave a field of a contact or company its value, how, when and how surely; a person's own word
        ends research there. What holds has no `replaced_at`.
        """
        response = self._transport.ask(
            "GET",
            f"/api/v1/provenance/{id}/",
        )
        return self._transport.shown(models.Provenance, response)
