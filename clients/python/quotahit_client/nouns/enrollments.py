"""What can be done with enrollments. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Enrollments(Noun):
    def page(
        self,
        *,
        contact: int | None = None,
        enrolled_since: datetime | None = None,
        limit: int | None = None,
        mailbox: int | None = None,
        ordering: str | None = None,
        sequence: int | None = None,
        status: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Enrollment]:
        """Contacts in sequences. What a sequence writes passes autonomy and the gate, as ever."""
        response = self._transport.ask(
            "GET",
            "/api/v1/enrollments/",
            query={
                "contact": contact,
                "enrolled_since": enrolled_since,
                "limit": limit,
                "mailbox": mailbox,
                "ordering": ordering,
                "sequence": sequence,
                "status": status,
                "cursor": cursor,
            },
        )
        return Page[models.Enrollment].model_validate(response.json())

    def each(
        self,
        *,
        contact: int | None = None,
        enrolled_since: datetime | None = None,
        limit: int | None = None,
        mailbox: int | None = None,
        ordering: str | None = None,
        sequence: int | None = None,
        status: str | None = None,
    ) -> Iterator[models.Enrollment]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                contact=contact,
                enrolled_since=enrolled_since,
                limit=limit,
                mailbox=mailbox,
                ordering=ordering,
                sequence=sequence,
                status=status,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Enrollment:
        """Contacts in sequences. What a sequence writes passes autonomy and the gate, as ever."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/enrollments/{id}/",
        )
        return self._transport.shown(models.Enrollment, response)

    def pause(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Enrollment | None:
        """Let it rest until it is resumed."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/enrollments/{id}/pause/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Enrollment, response)

    def resume(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Enrollment | None:
        """Go on where it was paused."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/enrollments/{id}/resume/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Enrollment, response)

    def stop(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Enrollment | None:
        """Take the contact out of the sequence; what was planned is cancelled."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/enrollments/{id}/stop/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Enrollment, response)

    def enroll(
        self,
        *,
        sequence: int,
        contacts: list[int],
        mailbox: int | None = UNSET,
        replace: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Enrolled:
        """Start a sequence for up to five hundred contacts."""
        response = self._transport.ask(
            "POST",
            "/api/v1/enrollments/enroll/",
            body={
                "sequence": sequence,
                "contacts": contacts,
                "mailbox": mailbox,
                "replace": replace,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Enrolled.model_validate(response.json())
