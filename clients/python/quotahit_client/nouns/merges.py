"""What can be done with merges. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Merges(Noun):
    def page(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        is_standing: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        loser_id: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Merge]:
        """One record taken into another, with all that hung on it."""
        response = self._transport.ask(
            "GET",
            "/api/v1/merges/",
            query={
                "company": company,
                "contact": contact,
                "is_standing": is_standing,
                "kind": kind,
                "limit": limit,
                "loser_id": loser_id,
                "ordering": ordering,
                "since": since,
                "cursor": cursor,
            },
        )
        return Page[models.Merge].model_validate(response.json())

    def each(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        is_standing: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        loser_id: int | None = None,
        ordering: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[models.Merge]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                company=company,
                contact=contact,
                is_standing=is_standing,
                kind=kind,
                limit=limit,
                loser_id=loser_id,
                ordering=ordering,
                since=since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        kind: str,
        winner: int,
        loser: int,
        choices: dict[str, str] = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Merge | None:
        """One record taken into another, with all that hung on it."""
        response = self._transport.ask(
            "POST",
            "/api/v1/merges/",
            body={
                "kind": kind,
                "winner": winner,
                "loser": loser,
                "choices": choices,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Merge, response)

    def get(
        self,
        id: int,
    ) -> models.Merge:
        """One record taken into another, with all that hung on it."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/merges/{id}/",
        )
        return self._transport.shown(models.Merge, response)

    def undo(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Merge | None:
        """Make them two records again, while that can be done."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/merges/{id}/undo/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Merge, response)

    def preview(
        self,
        *,
        kind: str | None = None,
        loser: int | None = None,
        winner: int | None = None,
    ) -> models.MergePreview:
        """What a merge would choose and move; nothing is changed."""
        response = self._transport.ask(
            "GET",
            "/api/v1/merges/preview/",
            query={
                "kind": kind,
                "loser": loser,
                "winner": winner,
            },
        )
        return self._transport.shown(models.MergePreview, response)
