"""What can be done with files. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Files(Noun):
    def page(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        created_since: datetime | None = None,
        deal: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.File]:
        """Files on contacts, companies and deals. What kind one is, its bytes say; programs are not taken."""
        response = self._transport.ask(
            "GET",
            "/api/v1/files/",
            query={
                "company": company,
                "contact": contact,
                "created_since": created_since,
                "deal": deal,
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.File].model_validate(response.json())

    def each(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        created_since: datetime | None = None,
        deal: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.File]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
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
        name: str,
        content: str,
        contact: int | None = UNSET,
        company: int | None = UNSET,
        deal: int | None = UNSET,
        idempotency_key: str | None = None,
    ) -> models.File | None:
        """Files on contacts, companies and deals. What kind one is, its bytes say; programs are not taken."""
        response = self._transport.ask(
            "POST",
            "/api/v1/files/",
            body={
                "contact": contact,
                "company": company,
                "deal": deal,
                "name": name,
                "content": content,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.File, response)

    def get(
        self,
        id: int,
    ) -> models.File:
        """Files on contacts, companies and deals. What kind one is, its bytes say; programs are not taken."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/files/{id}/",
        )
        return self._transport.shown(models.File, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """Files on contacts, companies and deals. What kind one is, its bytes say; programs are not taken."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/files/{id}/",
            headers={"If-Match": if_match},
        )

    def content(
        self,
        id: int,
    ) -> bytes:
        """What was kept, byte by byte, whatever its type says."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/files/{id}/content/",
        )
        return response.content
