"""What can be done with segment enrollments. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class SegmentEnrollments(Noun):
    def page(
        self,
        *,
        created_since: datetime | None = None,
        is_under_way: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        segment: int | None = None,
        sequence: int | None = None,
        cursor: str | None = None,
    ) -> Page[models.SegmentEnrollment]:
        """Everybody in a segment, a thousand at a time. What is written passes autonomy and the gate, as ever."""
        response = self._transport.ask(
            "GET",
            "/api/v1/segment_enrollments/",
            query={
                "created_since": created_since,
                "is_under_way": is_under_way,
                "limit": limit,
                "ordering": ordering,
                "segment": segment,
                "sequence": sequence,
                "cursor": cursor,
            },
        )
        return Page[models.SegmentEnrollment].model_validate(response.json())

    def each(
        self,
        *,
        created_since: datetime | None = None,
        is_under_way: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        segment: int | None = None,
        sequence: int | None = None,
    ) -> Iterator[models.SegmentEnrollment]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                created_since=created_since,
                is_under_way=is_under_way,
                limit=limit,
                ordering=ordering,
                segment=segment,
                sequence=sequence,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        segment: int,
        sequence: int,
        stands: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.SegmentEnrollment | None:
        """Everybody in a segment, a thousand at a time. What is written passes autonomy and the gate, as ever."""
        response = self._transport.ask(
            "POST",
            "/api/v1/segment_enrollments/",
            body={
                "segment": segment,
                "sequence": sequence,
                "stands": stands,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.SegmentEnrollment, response)

    def get(
        self,
        id: int,
    ) -> models.SegmentEnrollment:
        """Everybody in a segment, a thousand at a time. What is written passes autonomy and the gate, as ever."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/segment_enrollments/{id}/",
        )
        return self._transport.shown(models.SegmentEnrollment, response)

    def end(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.SegmentEnrollment | None:
        """Enrol nobody more. Who is in the sequence stays in it."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/segment_enrollments/{id}/end/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.SegmentEnrollment, response)

    def result(
        self,
        id: int,
    ) -> models.SegmentResult:
        """How many were enrolled so far, and why not the others; of those whom the key sees."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/segment_enrollments/{id}/result/",
        )
        return self._transport.shown(models.SegmentResult, response)

    def outlook(
        self,
        *,
        segment: int | None = None,
        sequence: int | None = None,
    ) -> models.Outlook:
        """What enrolling a segment would do now; nothing is changed."""
        response = self._transport.ask(
            "GET",
            "/api/v1/segment_enrollments/outlook/",
            query={
                "segment": segment,
                "sequence": sequence,
            },
        )
        return self._transport.shown(models.Outlook, response)
