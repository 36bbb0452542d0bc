"""What can be done with approvals. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Approvals(Noun):
    def page(
        self,
        *,
        created_since: datetime | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
        subject_id: int | None = None,
        subject_type: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Approval]:
        """Questions that the key's member may answer."""
        response = self._transport.ask(
            "GET",
            "/api/v1/approvals/",
            query={
                "created_since": created_since,
                "kind": kind,
                "limit": limit,
                "ordering": ordering,
                "status": status,
                "subject_id": subject_id,
                "subject_type": subject_type,
                "cursor": cursor,
            },
        )
        return Page[models.Approval].model_validate(response.json())

    def each(
        self,
        *,
        created_since: datetime | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
        subject_id: int | None = None,
        subject_type: str | None = None,
    ) -> Iterator[models.Approval]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                created_since=created_since,
                kind=kind,
                limit=limit,
                ordering=ordering,
                status=status,
                subject_id=subject_id,
                subject_type=subject_type,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Approval:
        """Questions that the key's member may answer."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/approvals/{id}/",
        )
        return self._transport.shown(models.Approval, response)

    def resolve(
        self,
        id: int,
        *,
        choice: str,
        fingerprint: str,
        edits: dict[str, Any] = UNSET,
        remark: str = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Approval | None:
        """Answer, for exactly what was seen. Only to reject takes no scope but `write`."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/approvals/{id}/resolve/",
            body={
                "choice": choice,
                "fingerprint": fingerprint,
                "edits": edits,
                "remark": remark,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Approval, response)
