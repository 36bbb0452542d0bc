"""What can be done with stages. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Stages(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        pipeline: int | None = None,
        cursor: str | None = None,
    ) -> Page[models.Stage]:
        """Where a deal may stand."""
        response = self._transport.ask(
            "GET",
            "/api/v1/stages/",
            query={
                "limit": limit,
                "ordering": ordering,
                "pipeline": pipeline,
                "cursor": cursor,
            },
        )
        return Page[models.Stage].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        pipeline: int | None = None,
    ) -> Iterator[models.Stage]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                ordering=ordering,
                pipeline=pipeline,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        pipeline: int,
        name: str,
        position: int = UNSET,
        kind: str = UNSET,
        probability: int = UNSET,
        stale_after: int | None = UNSET,
        required: list[str] = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Stage | None:
        """Where a deal may stand."""
        response = self._transport.ask(
            "POST",
            "/api/v1/stages/",
            body={
                "pipeline": pipeline,
                "name": name,
                "position": position,
                "kind": kind,
                "probability": probability,
                "stale_after": stale_after,
                "required": required,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Stage, response)

    def get(
        self,
        id: int,
    ) -> models.Stage:
        """Where a deal may stand."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/stages/{id}/",
        )
        return self._transport.shown(models.Stage, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        position: int = UNSET,
        kind: str = UNSET,
        probability: int = UNSET,
        stale_after: int | None = UNSET,
        required: list[str] = UNSET,
        if_match: str | None = None,
    ) -> models.Stage | None:
        """Where a deal may stand."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/stages/{id}/",
            body={
                "name": name,
                "position": position,
                "kind": kind,
                "probability": probability,
                "stale_after": stale_after,
                "required": required,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Stage, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """Where a deal may stand."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/stages/{id}/",
            headers={"If-Match": if_match},
        )
