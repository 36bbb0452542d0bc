"""What can be done with do not call. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class DoNotCall(Noun):
    def page(
        self,
        *,
        address: str | None = None,
        copy: int | None = None,
        is_own: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        requested_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.DoNotCall]:
        """Numbers that we may not call: the person asked us, or a registry has them. None is taken back here."""
        response = self._transport.ask(
            "GET",
            "/api/v1/do_not_call/",
            query={
                "address": address,
                "copy": copy,
                "is_own": is_own,
                "limit": limit,
                "ordering": ordering,
                "requested_since": requested_since,
                "cursor": cursor,
            },
        )
        return Page[models.DoNotCall].model_validate(response.json())

    def each(
        self,
        *,
        address: str | None = None,
        copy: int | None = None,
        is_own: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        requested_since: datetime | None = None,
    ) -> Iterator[models.DoNotCall]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                address=address,
                copy=copy,
                is_own=is_own,
                limit=limit,
                ordering=ordering,
                requested_since=requested_since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        number: str,
        source: str,
        at: datetime | None = UNSET,
        idempotency_key: str | None = None,
    ) -> models.DoNotCall | None:
        """Numbers that we may not call: the person asked us, or a registry has them. None is taken back here."""
        response = self._transport.ask(
            "POST",
            "/api/v1/do_not_call/",
            body={
                "number": number,
                "source": source,
                "at": at,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.DoNotCall, response)

    def get(
        self,
        id: int,
    ) -> models.DoNotCall:
        """Numbers that we may not call: the person asked us, or a registry has them. None is taken back here."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/do_not_call/{id}/",
        )
        return self._transport.shown(models.DoNotCall, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """Numbers that we may not call: the person asked us, or a registry has them. None is taken back here."""
        response = self._transport.ask(
            "POST",
            "/api/v1/do_not_call/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())
