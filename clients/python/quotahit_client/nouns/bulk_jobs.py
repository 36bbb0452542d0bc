"""What can be done with bulk jobs. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class BulkJobs(Noun):
    def page(
        self,
        *,
        act: str | None = None,
        created_since: datetime | None = None,
        limit: int | None = None,
        noun: str | None = None,
        ordering: str | None = None,
        status: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.BulkJob]:
        """Acts on many records, by the member and those whose work the member sees. Up to 500 records are done before
        the answer; beyond, a worker does them and the job is `waiting` until then.
        """
        response = self._transport.ask(
            "GET",
            "/api/v1/bulk_jobs/",
            query={
                "act": act,
                "created_since": created_since,
                "limit": limit,
                "noun": noun,
                "ordering": ordering,
                "status": status,
                "cursor": cursor,
            },
        )
        return Page[models.BulkJob].model_validate(response.json())

    def each(
        self,
        *,
        act: str | None = None,
        created_since: datetime | None = None,
        limit: int | None = None,
        noun: str | None = None,
        ordering: str | None = None,
        status: str | None = None,
    ) -> Iterator[models.BulkJob]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                act=act,
                created_since=created_since,
                limit=limit,
                noun=noun,
                ordering=ordering,
                status=status,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        noun: str,
        act: str,
        ids: list[int],
        answers: dict[str, Any] = UNSET,
        idempotency_key: str | None = None,
    ) -> models.BulkJob | None:
        """Acts on many records, by the member and those whose work the member sees. Up to 500 records are done before
        the answer; beyond, a worker does them and the job is `waiting` until then.
        """
        response = self._transport.ask(
            "POST",
            "/api/v1/bulk_jobs/",
            body={
                "noun": noun,
                "act": act,
                "ids": ids,
                "answers": answers,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.BulkJob, response)

    def get(
        self,
        id: int,
    ) -> models.BulkJob:
        """Acts on many records, by the member and those whose work the member sees. Up to 500 records are done before
        the answer; beyond, a worker does them and the job is `waiting` until then.
        """
        response = self._transport.ask(
            "GET",
            f"/api/v1/bulk_jobs/{id}/",
        )
        return self._transport.shown(models.BulkJob, response)

    def undo(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.BulkJob | None:
        """Take back what nobody has touched since; `kept` says what stays, and why."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/bulk_jobs/{id}/undo/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.BulkJob, response)

    def acts(
        self,
        *,
        noun: str | None = None,
    ) -> models.Acts:
        """What can be done to many contacts, companies, deals or tasks at once, and what each act has to be told."""
        response = self._transport.ask(
            "GET",
            "/api/v1/bulk_jobs/acts/",
            query={
                "noun": noun,
            },
        )
        return self._transport.shown(models.Acts, response)
