"""What can be done with runs. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Runs(Noun):
    def page(
        self,
        *,
        chain: str | None = None,
        created_since: datetime | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
        subject_id: int | None = None,
        subject_type: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Run]:
        """Chains at work, each with what became of its steps."""
        response = self._transport.ask(
            "GET",
            "/api/v1/runs/",
            query={
                "chain": chain,
                "created_since": created_since,
                "limit": limit,
                "ordering": ordering,
                "status": status,
                "subject_id": subject_id,
                "subject_type": subject_type,
                "cursor": cursor,
            },
        )
        return Page[models.Run].model_validate(response.json())

    def each(
        self,
        *,
        chain: str | None = None,
        created_since: datetime | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
        subject_id: int | None = None,
        subject_type: str | None = None,
    ) -> Iterator[models.Run]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                chain=chain,
                created_since=created_since,
                limit=limit,
                ordering=ordering,
                status=status,
                subject_id=subject_id,
                subject_type=subject_type,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        chain: str,
        subject_type: str,
        subject_id: int,
        idempotency_key: str | None = None,
    ) -> models.Run | None:
        """Start the newest version of a chain for a contact or a deal. Where it leads to messages, they pass autonomy
        and the gate, as ever.
        """
        response = self._transport.ask(
            "POST",
            "/api/v1/runs/",
            body={
                "chain": chain,
                "subject_type": subject_type,
                "subject_id": subject_id,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Run, response)

    def get(
        self,
        id: int,
    ) -> models.Run:
        """Chains at work, each with what became of its steps."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/runs/{id}/",
        )
        return self._transport.shown(models.Run, response)

    def cancel(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Run | None:
        """End the run for good; what its steps have done stays done."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/runs/{id}/cancel/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Run, response)

    def resume(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Run | None:
        """Go on with a run that is paused, parked or held back."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/runs/{id}/resume/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Run, response)

    def retry(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Run | None:
        """Try the failed step again now."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/runs/{id}/retry/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Run, response)

    def skip(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Run | None:
        """Leave out the step that is next."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/runs/{id}/skip/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Run, response)
