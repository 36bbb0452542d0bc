"""What can be done with notes. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Notes(Noun):
    def page(
        self,
        *,
        author: int | None = None,
        company: int | None = None,
        contact: int | None = None,
        created_since: datetime | None = None,
        deal: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Note]:
        """What people wrote down. A note stands as it was written: it is made and never changed."""
        response = self._transport.ask(
            "GET",
            "/api/v1/notes/",
            query={
                "author": author,
                "company": company,
                "contact": contact,
                "created_since": created_since,
                "deal": deal,
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.Note].model_validate(response.json())

    def each(
        self,
        *,
        author: int | None = None,
        company: int | None = None,
        contact: int | None = None,
        created_since: datetime | None = None,
        deal: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.Note]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                author=author,
                company=company,
                contact=contact,
                created_since=created_since,
                deal=deal,
                limit=limit,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        body: str,
        contact: int | None = UNSET,
        company: int | None = UNSET,
        deal: int | None = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Note | None:
        """What people wrote down. A note stands as it was written: it is made and never changed."""
        response = self._transport.ask(
            "POST",
            "/api/v1/notes/",
            body={
                "body": body,
                "contact": contact,
                "company": company,
                "deal": deal,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Note, response)

    def get(
        self,
        id: int,
    ) -> models.Note:
        """What people wrote down. A note stands as it was written: it is made and never changed."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/notes/{id}/",
        )
        return self._transport.shown(models.Note, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """What people wrote down. A note stands as it was written: it is made and never changed."""
        response = self._transport.ask(
            "POST",
            "/api/v1/notes/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())
