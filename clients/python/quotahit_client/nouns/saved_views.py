"""What can be done with saved views. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class SavedViews(Noun):
    def page(
        self,
        *,
        is_pinned: bool | None = None,
        is_shared: bool | None = None,
        limit: int | None = None,
        noun: str | None = None,
        ordering: str | None = None,
        updated_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.SavedView]:
        """The member's own views and the shared ones. Everybody changes their own, managers the shared as well."""
        response = self._transport.ask(
            "GET",
            "/api/v1/saved_views/",
            query={
                "is_pinned": is_pinned,
                "is_shared": is_shared,
                "limit": limit,
                "noun": noun,
                "ordering": ordering,
                "updated_since": updated_since,
                "cursor": cursor,
            },
        )
        return Page[models.SavedView].model_validate(response.json())

    def each(
        self,
        *,
        is_pinned: bool | None = None,
        is_shared: bool | None = None,
        limit: int | None = None,
        noun: str | None = None,
        ordering: str | None = None,
        updated_since: datetime | None = None,
    ) -> Iterator[models.SavedView]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                is_pinned=is_pinned,
                is_shared=is_shared,
                limit=limit,
                noun=noun,
                ordering=ordering,
                updated_since=updated_since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        noun: str,
        name: str,
        question: dict[str, Any],
        is_shared: bool = UNSET,
        is_pinned: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.SavedView | None:
        """The member's own views and the shared ones. Everybody changes their own, managers the shared as well."""
        response = self._transport.ask(
            "POST",
            "/api/v1/saved_views/",
            body={
                "noun": noun,
                "name": name,
                "question": question,
                "is_shared": is_shared,
                "is_pinned": is_pinned,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.SavedView, response)

    def get(
        self,
        id: int,
    ) -> models.SavedView:
        """The member's own views and the shared ones. Everybody changes their own, managers the shared as well."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/saved_views/{id}/",
        )
        return self._transport.shown(models.SavedView, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        question: dict[str, Any] = UNSET,
        is_shared: bool = UNSET,
        is_pinned: bool = UNSET,
        if_match: str | None = None,
    ) -> models.SavedView | None:
        """The member's own views and the shared ones. Everybody changes their own, managers the shared as well."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/saved_views/{id}/",
            body={
                "name": name,
                "question": question,
                "is_shared": is_shared,
                "is_pinned": is_pinned,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.SavedView, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """The member's own views and the shared ones. Everybody changes their own, managers the shared as well."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/saved_views/{id}/",
            headers={"If-Match": if_match},
        )
