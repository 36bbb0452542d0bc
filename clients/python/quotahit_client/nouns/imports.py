"""What can be done with imports. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Imports(Noun):
    def page(
        self,
        *,
        created_since: datetime | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Import]:
        """Lists of contacts, and how far each is."""
        response = self._transport.ask(
            "GET",
            "/api/v1/imports/",
            query={
                "created_since": created_since,
                "limit": limit,
                "ordering": ordering,
                "status": status,
                "cursor": cursor,
            },
        )
        return Page[models.Import].model_validate(response.json())

    def each(
        self,
        *,
        created_since: datetime | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
    ) -> Iterator[models.Import]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                created_since=created_since,
                limit=limit,
                ordering=ordering,
                status=status,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        content: str,
        file_name: str = UNSET,
        mapping: dict[str, str] = UNSET,
        consent: dict[str, Any] | None = UNSET,
        start: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Import | None:
        """Take a list of up to ten megabytes, and start to import it."""
        response = self._transport.ask(
            "POST",
            "/api/v1/imports/",
            body={
                "file_name": file_name,
                "content": content,
                "mapping": mapping,
                "consent": consent,
                "start": start,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Import, response)

    def get(
        self,
        id: int,
    ) -> models.Import:
        """Lists of contacts, and how far each is."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/imports/{id}/",
        )
        return self._transport.shown(models.Import, response)
