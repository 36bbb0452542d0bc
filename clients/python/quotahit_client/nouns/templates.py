"""What can be done with templates. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Templates(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        name: str | None = None,
        ordering: str | None = None,
        updated_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Template]:
        """Messages with variables. A change of text is a new version."""
        response = self._transport.ask(
            "GET",
            "/api/v1/templates/",
            query={
                "limit": limit,
                "name": name,
                "ordering": ordering,
                "updated_since": updated_since,
                "cursor": cursor,
            },
        )
        return Page[models.Template].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        name: str | None = None,
        ordering: str | None = None,
        updated_since: datetime | None = None,
    ) -> Iterator[models.Template]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                name=name,
                ordering=ordering,
                updated_since=updated_since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        name: str,
        subject: str,
        body: str,
        idempotency_key: str | None = None,
    ) -> models.Template | None:
        """Messages with variables. A change of text is a new version."""
        response = self._transport.ask(
            "POST",
            "/api/v1/templates/",
            body={
                "name": name,
                "subject": subject,
                "body": body,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Template, response)

    def get(
        self,
        id: int,
    ) -> models.Template:
        """Messages with variables. A change of text is a new version."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/templates/{id}/",
        )
        return self._transport.shown(models.Template, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        subject: str = UNSET,
        body: str = UNSET,
        if_match: str | None = None,
    ) -> models.Template | None:
        """Messages with variables. A change of text is a new version."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/templates/{id}/",
            body={
                "name": name,
                "subject": subject,
                "body": body,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Template, response)
