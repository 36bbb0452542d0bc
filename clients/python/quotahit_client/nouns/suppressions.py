"""What can be done with suppressions. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Suppressions(Noun):
    def page(
        self,
        *,
        address: str | None = None,
        in_force: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        reason: str | None = None,
        since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Suppression]:
        """Addresses that must not be used."""
        response = self._transport.ask(
            "GET",
            "/api/v1/suppressions/",
            query={
                "address": address,
                "in_force": in_force,
                "kind": kind,
                "limit": limit,
                "ordering": ordering,
                "reason": reason,
                "since": since,
                "cursor": cursor,
            },
        )
        return Page[models.Suppression].model_validate(response.json())

    def each(
        self,
        *,
        address: str | None = None,
        in_force: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        reason: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[models.Suppression]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                address=address,
                in_force=in_force,
                kind=kind,
                limit=limit,
                ordering=ordering,
                reason=reason,
                since=since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        kind: str,
        address: str,
        idempotency_key: str | None = None,
    ) -> models.Suppression | None:
        """Addresses that must not be used."""
        response = self._transport.ask(
            "POST",
            "/api/v1/suppressions/",
            body={
                "kind": kind,
                "address": address,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Suppression, response)

    def get(
        self,
        id: int,
    ) -> models.Suppression:
        """Addresses that must not be used."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/suppressions/{id}/",
        )
        return self._transport.shown(models.Suppression, response)

    def lift(
        self,
        id: int,
        *,
        why: str,
        idempotency_key: str | None = None,
    ) -> models.Suppression | None:
        """Let the address be used again, for a reason."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/suppressions/{id}/lift/",
            body={
                "why": why,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Suppression, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """Addresses that must not be used."""
        response = self._transport.ask(
            "POST",
            "/api/v1/suppressions/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())
