"""What can be done with webhooks. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Webhooks(Noun):
    def page(
        self,
        *,
        is_enabled: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Endpoint]:
        """Addresses outside that are told of events."""
        response = self._transport.ask(
            "GET",
            "/api/v1/webhooks/",
            query={
                "is_enabled": is_enabled,
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.Endpoint].model_validate(response.json())

    def each(
        self,
        *,
        is_enabled: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.Endpoint]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                is_enabled=is_enabled,
                limit=limit,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        url: str,
        description: str = UNSET,
        event_types: list[str] = UNSET,
        filters: list[dict[str, Any]] = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Made:
        """Set up an endpoint. The answer holds the secret, and is not kept: it takes no Idempotency-Key."""
        response = self._transport.ask(
            "POST",
            "/api/v1/webhooks/",
            body={
                "url": url,
                "description": description,
                "event_types": event_types,
                "filters": filters,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Made.model_validate(response.json())

    def get(
        self,
        id: int,
    ) -> models.Endpoint:
        """Addresses outside that are told of events."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/webhooks/{id}/",
        )
        return self._transport.shown(models.Endpoint, response)

    def change(
        self,
        id: int,
        *,
        url: str = UNSET,
        description: str = UNSET,
        event_types: list[str] = UNSET,
        filters: list[dict[str, Any]] = UNSET,
        if_match: str | None = None,
    ) -> models.Endpoint | None:
        """Addresses outside that are told of events."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/webhooks/{id}/",
            body={
                "url": url,
                "description": description,
                "event_types": event_types,
                "filters": filters,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Endpoint, response)

    def disable(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Endpoint | None:
        """Tell it of nothing more."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/webhooks/{id}/disable/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Endpoint, response)

    def enable(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Endpoint | None:
        """Tell it of what happens from now on."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/webhooks/{id}/enable/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Endpoint, response)

    def rotate(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Made:
        """Make a new secret; the one before holds for 24 hours more. It takes no Idempotency-Key."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/webhooks/{id}/rotate/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Made.model_validate(response.json())
