"""What can be done with deals. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Deals(Noun):
    def page(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        created_before: datetime | None = None,
        created_since: datetime | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        owner: int | None = None,
        pipeline: int | None = None,
        segment: Any | None = None,
        stage: int | None = None,
        updated_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Deal]:
        """What may be sold to whom."""
        response = self._transport.ask(
            "GET",
            "/api/v1/deals/",
            query={
                "company": company,
                "contact": contact,
                "created_before": created_before,
                "created_since": created_since,
                "kind": kind,
                "limit": limit,
                "ordering": ordering,
                "owner": owner,
                "pipeline": pipeline,
                "segment": segment,
                "stage": stage,
                "updated_since": updated_since,
                "cursor": cursor,
            },
        )
        return Page[models.Deal].model_validate(response.json())

    def each(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        created_before: datetime | None = None,
        created_since: datetime | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        owner: int | None = None,
        pipeline: int | None = None,
        segment: Any | None = None,
        stage: int | None = None,
        updated_since: datetime | None = None,
    ) -> Iterator[models.Deal]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                company=company,
                contact=contact,
                created_before=created_before,
                created_since=created_since,
                kind=kind,
                limit=limit,
                ordering=ordering,
                owner=owner,
                pipeline=pipeline,
                segment=segment,
                stage=stage,
                updated_since=updated_since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        name: str,
        contact: int | None = UNSET,
        company: int | None = UNSET,
        stage: int = UNSET,
        amount: Decimal | float | None = UNSET,
        currency: str = UNSET,
        owner: int | None = UNSET,
        expected_close: date | None = UNSET,
        lost_reason: str = UNSET,
        custom: dict[str, Any] = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Deal | None:
        """What may be sold to whom."""
        response = self._transport.ask(
            "POST",
            "/api/v1/deals/",
            body={
                "name": name,
                "contact": contact,
                "company": company,
                "stage": stage,
                "amount": amount,
                "currency": currency,
                "owner": owner,
                "expected_close": expected_close,
                "lost_reason": lost_reason,
                "custom": custom,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Deal, response)

    def get(
        self,
        id: int,
    ) -> models.Deal:
        """What may be sold to whom."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/deals/{id}/",
        )
        return self._transport.shown(models.Deal, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        contact: int | None = UNSET,
        company: int | None = UNSET,
        amount: Decimal | float | None = UNSET,
        currency: str = UNSET,
        owner: int | None = UNSET,
        expected_close: date | None = UNSET,
        lost_reason: str = UNSET,
        custom: dict[str, Any] = UNSET,
        if_match: str | None = None,
    ) -> models.Deal | None:
        """What may be sold to whom."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/deals/{id}/",
            body={
                "name": name,
                "contact": contact,
                "company": company,
                "amount": amount,
                "currency": currency,
                "owner": owner,
                "expected_close": expected_close,
                "lost_reason": lost_reason,
                "custom": custom,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Deal, response)

    def move(
        self,
        id: int,
        *,
        stage: int,
        lost_reason: str = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Deal | None:
        """Move the deal to another stage of its pipeline, won and lost among them."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/deals/{id}/move/",
            body={
                "stage": stage,
                "lost_reason": lost_reason,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Deal, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """What may be sold to whom."""
        response = self._transport.ask(
            "POST",
            "/api/v1/deals/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())

    def forecast(
        self,
    ) -> models.Forecast:
        """What open deals will bring."""
        response = self._transport.ask(
            "GET",
            "/api/v1/deals/forecast/",
        )
        return self._transport.shown(models.Forecast, response)

    def leaderboard(
        self,
        *,
        quarter: int | None = None,
        year: int | None = None,
    ) -> models.Leaderboard:
        """Who sold what in a quarter, beside the goals."""
        response = self._transport.ask(
            "GET",
            "/api/v1/deals/leaderboard/",
            query={
                "quarter": quarter,
                "year": year,
            },
        )
        return self._transport.shown(models.Leaderboard, response)
