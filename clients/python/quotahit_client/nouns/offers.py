"""What can be done with offers. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Offers(Noun):
    def page(
        self,
        *,
        contact: int | None = None,
        limit: int | None = None,
        member: int | None = None,
        offered_since: datetime | None = None,
        ordering: str | None = None,
        state: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Offer]:
        """Leads before a rep, until they accept, pass on or let the time go by. They answer, or a manager does."""
        response = self._transport.ask(
            "GET",
            "/api/v1/offers/",
            query={
                "contact": contact,
                "limit": limit,
                "member": member,
                "offered_since": offered_since,
                "ordering": ordering,
                "state": state,
                "cursor": cursor,
            },
        )
        return Page[models.Offer].model_validate(response.json())

    def each(
        self,
        *,
        contact: int | None = None,
        limit: int | None = None,
        member: int | None = None,
        offered_since: datetime | None = None,
        ordering: str | None = None,
        state: str | None = None,
    ) -> Iterator[models.Offer]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                contact=contact,
                limit=limit,
                member=member,
                offered_since=offered_since,
                ordering=ordering,
                state=state,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Offer:
        """Leads before a rep, until they accept, pass on or let the time go by. They answer, or a manager does."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/offers/{id}/",
        )
        return self._transport.shown(models.Offer, response)

    def accept(
        self,
        id: int,
        *,
        fingerprint: str,
        idempotency_key: str | None = None,
    ) -> models.Offer | None:
        """Take the lead: it is the rep's from now on, with a task to talk with them."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/offers/{id}/accept/",
            body={
                "fingerprint": fingerprint,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Offer, response)

    def pass_on(
        self,
        id: int,
        *,
        fingerprint: str,
        reason: str,
        idempotency_key: str | None = None,
    ) -> models.Offer | None:
        """Leave the lead to the next who fits."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/offers/{id}/pass_on/",
            body={
                "fingerprint": fingerprint,
                "reason": reason,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Offer, response)
