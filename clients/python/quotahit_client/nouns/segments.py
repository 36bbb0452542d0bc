"""What can be done with segments. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Segments(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        name: str | None = None,
        noun: str | None = None,
        ordering: str | None = None,
        updated_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Segment]:
        """Saved questions; which rows meet them changes by itself."""
        response = self._transport.ask(
            "GET",
            "/api/v1/segments/",
            query={
                "limit": limit,
                "name": name,
                "noun": noun,
                "ordering": ordering,
                "updated_since": updated_since,
                "cursor": cursor,
            },
        )
        return Page[models.Segment].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        name: str | None = None,
        noun: str | None = None,
        ordering: str | None = None,
        updated_since: datetime | None = None,
    ) -> Iterator[models.Segment]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                name=name,
                noun=noun,
                ordering=ordering,
                updated_since=updated_since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        name: str,
        conditions: dict[str, Any],
        noun: str = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Segment | None:
        """Saved questions; which rows meet them changes by itself."""
        response = self._transport.ask(
            "POST",
            "/api/v1/segments/",
            body={
                "name": name,
                "noun": noun,
                "conditions": conditions,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Segment, response)

    def get(
        self,
        id: int,
    ) -> models.Segment:
        """Saved questions; which rows meet them changes by itself."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/segments/{id}/",
        )
        return self._transport.shown(models.Segment, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        conditions: dict[str, Any] = UNSET,
        if_match: str | None = None,
    ) -> models.Segment | None:
        """Saved questions; which rows meet them changes by itself."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/segments/{id}/",
            body={
                "name": name,
                "conditions": conditions,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Segment, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """Saved questions; which rows meet them changes by itself."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/segments/{id}/",
            headers={"If-Match": if_match},
        )

    def count(
        self,
        id: int,
    ) -> models.Counted:
        """How many rows meet it now. They are read by `?segment=` of contacts, companies or deals."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/segments/{id}/count/",
        )
        return self._transport.shown(models.Counted, response)

    def catalogue(
        self,
        *,
        noun: str | None = None,
    ) -> models.Catalogue:
        """What may be asked of contacts, companies or deals, the organization's own fields among it."""
        response = self._transport.ask(
            "GET",
            "/api/v1/segments/catalogue/",
            query={
                "noun": noun,
            },
        )
        return self._transport.shown(models.Catalogue, response)
