"""What can be done with pipelines. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Pipelines(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Pipeline]:
        """The ways that deals go, each with its stages in order. A new one has none: add them, an open one first."""
        response = self._transport.ask(
            "GET",
            "/api/v1/pipelines/",
            query={
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.Pipeline].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.Pipeline]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        name: str,
        is_default: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Pipeline | None:
        """The ways that deals go, each with its stages in order. A new one has none: add them, an open one first."""
        response = self._transport.ask(
            "POST",
            "/api/v1/pipelines/",
            body={
                "name": name,
                "is_default": is_default,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Pipeline, response)

    def get(
        self,
        id: int,
    ) -> models.Pipeline:
        """The ways that deals go, each with its stages in order. A new one has none: add them, an open one first."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/pipelines/{id}/",
        )
        return self._transport.shown(models.Pipeline, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        is_default: bool = UNSET,
        if_match: str | None = None,
    ) -> models.Pipeline | None:
        """The ways that deals go, each with its stages in order. A new one has none: add them, an open one first."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/pipelines/{id}/",
            body={
                "name": name,
                "is_default": is_default,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Pipeline, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """The ways that deals go, each with its stages in order. A new one has none: add them, an open one first."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/pipelines/{id}/",
            headers={"If-Match": if_match},
        )
