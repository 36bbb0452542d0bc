"""What can be done with consents. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Consents(Noun):
    def page(
        self,
        *,
        address: str | None = None,
        given_since: datetime | None = None,
        is_standing: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        type: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Consent]:
        """That people agreed: to what words, when, where, for what. A consent is never edited, only revoked."""
        response = self._transport.ask(
            "GET",
            "/api/v1/consents/",
            query={
                "address": address,
                "given_since": given_since,
                "is_standing": is_standing,
                "limit": limit,
                "ordering": ordering,
                "type": type,
                "cursor": cursor,
            },
        )
        return Page[models.Consent].model_validate(response.json())

    def each(
        self,
        *,
        address: str | None = None,
        given_since: datetime | None = None,
        is_standing: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        type: str | None = None,
    ) -> Iterator[models.Consent]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                address=address,
                given_since=given_since,
                is_standing=is_standing,
                limit=limit,
                ordering=ordering,
                type=type,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        address: str,
        channels: list[str],
        type: str,
        text: str,
        text_version: str,
        source: str,
        at: datetime,
        purpose: str = UNSET,
        ip: str | None = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Consent | None:
        """That people agreed: to what words, when, where, for what. A consent is never edited, only revoked."""
        response = self._transport.ask(
            "POST",
            "/api/v1/consents/",
            body={
                "address": address,
                "channels": channels,
                "type": type,
                "purpose": purpose,
                "text": text,
                "text_version": text_version,
                "source": source,
                "ip": ip,
                "at": at,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Consent, response)

    def get(
        self,
        id: int,
    ) -> models.Consent:
        """That people agreed: to what words, when, where, for what. A consent is never edited, only revoked."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/consents/{id}/",
        )
        return self._transport.shown(models.Consent, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """That people agreed: to what words, when, where, for what. A consent is never edited, only revoked."""
        response = self._transport.ask(
            "POST",
            "/api/v1/consents/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())

    def revoke(
        self,
        *,
        address: str,
        channel: str,
        source: str,
        idempotency_key: str | None = None,
    ) -> models.Revoked:
        """Revoke what stands for an address."""
        response = self._transport.ask(
            "POST",
            "/api/v1/consents/revoke/",
            body={
                "address": address,
                "channel": channel,
                "source": source,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Revoked.model_validate(response.json())
