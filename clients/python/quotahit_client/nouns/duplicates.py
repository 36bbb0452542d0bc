"""What can be done with duplicates. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Duplicates(Noun):
    def page(
        self,
        *,
        high_id: int | None = None,
        kind: str | None = None,
        limit: int | None = None,
        low_id: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Duplicate]:
        """Two contacts or two companies that look like one, found by the product."""
        response = self._transport.ask(
            "GET",
            "/api/v1/duplicates/",
            query={
                "high_id": high_id,
                "kind": kind,
                "limit": limit,
                "low_id": low_id,
                "ordering": ordering,
                "status": status,
                "cursor": cursor,
            },
        )
        return Page[models.Duplicate].model_validate(response.json())

    def each(
        self,
        *,
        high_id: int | None = None,
        kind: str | None = None,
        limit: int | None = None,
        low_id: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
    ) -> Iterator[models.Duplicate]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                high_id=high_id,
                kind=kind,
                limit=limit,
                low_id=low_id,
                ordering=ordering,
                status=status,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Duplicate:
        """Two contacts or two companies that look like one, found by the product."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/duplicates/{id}/",
        )
        return self._transport.shown(models.Duplicate, response)

    def dismiss(
        self,
        *,
        pairs: list[int],
        idempotency_key: str | None = None,
    ) -> models.Dismissed:
        """Say of up to five hundred pairs that they are two records each: they are not shown again."""
        response = self._transport.ask(
            "POST",
            "/api/v1/duplicates/dismiss/",
            body={
                "pairs": pairs,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Dismissed.model_validate(response.json())
