"""What can be done with deliveries. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Deliveries(Noun):
    def page(
        self,
        *,
        contact: int | None = None,
        created_since: datetime | None = None,
        enrollment: int | None = None,
        limit: int | None = None,
        mailbox: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Delivery]:
        """One message to one person each. What a key asks for counts as an agent's: autonomy may want a person's word
        first, and the gate is asked in any case.
        """
        response = self._transport.ask(
            "GET",
            "/api/v1/deliveries/",
            query={
                "contact": contact,
                "created_since": created_since,
                "enrollment": enrollment,
                "limit": limit,
                "mailbox": mailbox,
                "ordering": ordering,
                "status": status,
                "cursor": cursor,
            },
        )
        return Page[models.Delivery].model_validate(response.json())

    def each(
        self,
        *,
        contact: int | None = None,
        created_since: datetime | None = None,
        enrollment: int | None = None,
        limit: int | None = None,
        mailbox: int | None = None,
        ordering: str | None = None,
        status: str | None = None,
    ) -> Iterator[models.Delivery]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                contact=contact,
                created_since=created_since,
                enrollment=enrollment,
                limit=limit,
                mailbox=mailbox,
                ordering=ordering,
                status=status,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Delivery:
        """One message to one person each. What a key asks for counts as an agent's: autonomy may want a person's word
        first, and the gate is asked in any case.
        """
        response = self._transport.ask(
            "GET",
            f"/api/v1/deliveries/{id}/",
        )
        return self._transport.shown(models.Delivery, response)

    def cancel(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Delivery | None:
        """Drop a message that has not left."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/deliveries/{id}/cancel/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Delivery, response)

    def release(
        self,
        id: int,
        *,
        subject: str = UNSET,
        body: str = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Delivery | None:
        """Let a draft go, as it stands or with other words. What waits for an approval is answered there."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/deliveries/{id}/release/",
            body={
                "subject": subject,
                "body": body,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Delivery, response)

    def answer(
        self,
        *,
        contact: int,
        body: str,
        idempotency_key: str | None = None,
    ) -> models.Delivery | None:
        """Plan an answer to the last mail of a contact, in its thread and from the mailbox that it came to."""
        response = self._transport.ask(
            "POST",
            "/api/v1/deliveries/answer/",
            body={
                "contact": contact,
                "body": body,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Delivery, response)

    def send(
        self,
        *,
        contact: int,
        mailbox: int,
        template: int | None = UNSET,
        subject: str = UNSET,
        body: str = UNSET,
        purpose: str = UNSET,
        not_before: datetime | None = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Delivery | None:
        """Plan a message: it leaves within seconds where autonomy, the gate and the mailbox's day allow it."""
        response = self._transport.ask(
            "POST",
            "/api/v1/deliveries/send/",
            body={
                "contact": contact,
                "mailbox": mailbox,
                "template": template,
                "subject": subject,
                "body": body,
                "purpose": purpose,
                "not_before": not_before,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Delivery, response)
