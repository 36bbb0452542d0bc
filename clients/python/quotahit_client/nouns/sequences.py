"""What can be done with sequences. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Sequences(Noun):
    def page(
        self,
        *,
        code: str | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        name: str | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Sequence]:
        """Messages in order, sent within the recipient's own window of the day."""
        response = self._transport.ask(
            "GET",
            "/api/v1/sequences/",
            query={
                "code": code,
                "is_active": is_active,
                "limit": limit,
                "name": name,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.Sequence].model_validate(response.json())

    def each(
        self,
        *,
        code: str | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        name: str | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.Sequence]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                code=code,
                is_active=is_active,
                limit=limit,
                name=name,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        name: str,
        purpose: str = UNSET,
        code: str = UNSET,
        window_from: str = UNSET,
        window_until: str = UNSET,
        weekdays_only: bool = UNSET,
        when_cold: str = UNSET,
        is_active: bool = UNSET,
        new_steps: list[dict[str, Any]] = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Sequence | None:
        """Messages in order, sent within the recipient's own window of the day."""
        response = self._transport.ask(
            "POST",
            "/api/v1/sequences/",
            body={
                "name": name,
                "purpose": purpose,
                "code": code,
                "window_from": window_from,
                "window_until": window_until,
                "weekdays_only": weekdays_only,
                "when_cold": when_cold,
                "is_active": is_active,
                "new_steps": new_steps,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Sequence, response)

    def get(
        self,
        id: int,
    ) -> models.Sequence:
        """Messages in order, sent within the recipient's own window of the day."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/sequences/{id}/",
        )
        return self._transport.shown(models.Sequence, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        purpose: str = UNSET,
        code: str = UNSET,
        window_from: str = UNSET,
        window_until: str = UNSET,
        weekdays_only: bool = UNSET,
        when_cold: str = UNSET,
        is_active: bool = UNSET,
        new_steps: list[dict[str, Any]] = UNSET,
        if_match: str | None = None,
    ) -> models.Sequence | None:
        """Messages in order, sent within the recipient's own window of the day."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/sequences/{id}/",
            body={
                "name": name,
                "purpose": purpose,
                "code": code,
                "window_from": window_from,
                "window_until": window_until,
                "weekdays_only": weekdays_only,
                "when_cold": when_cold,
                "is_active": is_active,
                "new_steps": new_steps,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Sequence, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """Messages in order, sent within the recipient's own window of the day."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/sequences/{id}/",
            headers={"If-Match": if_match},
        )
