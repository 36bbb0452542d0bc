"""What can be done with lost reasons. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class LostReasons(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.LostReason]:
        """Why deals are lost, as the organization puts it; a deal may say something else."""
        response = self._transport.ask(
            "GET",
            "/api/v1/lost_reasons/",
            query={
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.LostReason].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.LostReason]:
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
        position: int = UNSET,
        comes_back: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.LostReason | None:
        """Why deals are lost, as the organization puts it; a deal may say something else."""
        response = self._transport.ask(
            "POST",
            "/api/v1/lost_reasons/",
            body={
                "name": name,
                "position": position,
                "comes_back": comes_back,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.LostReason, response)

    def get(
        self,
        id: int,
    ) -> models.LostReason:
        """Why deals are lost, as the organization puts it; a deal may say something else."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/lost_reasons/{id}/",
        )
        return self._transport.shown(models.LostReason, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        position: int = UNSET,
        comes_back: bool = UNSET,
        if_match: str | None = None,
    ) -> models.LostReason | None:
        """Why deals are lost, as the organization puts it; a deal may say something else."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/lost_reasons/{id}/",
            body={
                "name": name,
                "position": position,
                "comes_back": comes_back,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.LostReason, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """Why deals are lost, as the organization puts it; a deal may say something else."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/lost_reasons/{id}/",
            headers={"If-Match": if_match},
        )
