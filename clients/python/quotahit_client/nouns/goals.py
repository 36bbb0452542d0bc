"""What can be done with goals. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from decimal import Decimal

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Goals(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        member: int | None = None,
        ordering: str | None = None,
        quarter: int | None = None,
        year: int | None = None,
        cursor: str | None = None,
    ) -> Page[models.Goal]:
        """What is to be won in a quarter, by a member or by all together."""
        response = self._transport.ask(
            "GET",
            "/api/v1/goals/",
            query={
                "limit": limit,
                "member": member,
                "ordering": ordering,
                "quarter": quarter,
                "year": year,
                "cursor": cursor,
            },
        )
        return Page[models.Goal].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        member: int | None = None,
        ordering: str | None = None,
        quarter: int | None = None,
        year: int | None = None,
    ) -> Iterator[models.Goal]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                member=member,
                ordering=ordering,
                quarter=quarter,
                year=year,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        year: int,
        quarter: int,
        amount: Decimal | float,
        member: int | None = UNSET,
        currency: str = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Goal | None:
        """What is to be won in a quarter, by a member or by all together."""
        response = self._transport.ask(
            "POST",
            "/api/v1/goals/",
            body={
                "member": member,
                "year": year,
                "quarter": quarter,
                "amount": amount,
                "currency": currency,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Goal, response)

    def get(
        self,
        id: int,
    ) -> models.Goal:
        """What is to be won in a quarter, by a member or by all together."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/goals/{id}/",
        )
        return self._transport.shown(models.Goal, response)

    def change(
        self,
        id: int,
        *,
        member: int | None = UNSET,
        year: int = UNSET,
        quarter: int = UNSET,
        amount: Decimal | float = UNSET,
        currency: str = UNSET,
        if_match: str | None = None,
    ) -> models.Goal | None:
        """What is to be won in a quarter, by a member or by all together."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/goals/{id}/",
            body={
                "member": member,
                "year": year,
                "quarter": quarter,
                "amount": amount,
                "currency": currency,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Goal, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """What is to be won in a quarter, by a member or by all together."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/goals/{id}/",
            headers={"If-Match": if_match},
        )
