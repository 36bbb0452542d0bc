"""What can be done with companies. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Companies(Noun):
    def page(
        self,
        *,
        country: str | None = None,
        created_before: datetime | None = None,
        created_since: datetime | None = None,
        domain: str | None = None,
        industry: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        owner: int | None = None,
        search: str | None = None,
        segment: Any | None = None,
        updated_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Company]:
        """The firms that contacts work for."""
        response = self._transport.ask(
            "GET",
            "/api/v1/companies/",
            query={
                "country": country,
                "created_before": created_before,
                "created_since": created_since,
                "domain": domain,
                "industry": industry,
                "limit": limit,
                "ordering": ordering,
                "owner": owner,
                "search": search,
                "segment": segment,
                "updated_since": updated_since,
                "cursor": cursor,
            },
        )
        return Page[models.Company].model_validate(response.json())

    def each(
        self,
        *,
        country: str | None = None,
        created_before: datetime | None = None,
        created_since: datetime | None = None,
        domain: str | None = None,
        industry: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        owner: int | None = None,
        search: str | None = None,
        segment: Any | None = None,
        updated_since: datetime | None = None,
    ) -> Iterator[models.Company]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                country=country,
                created_before=created_before,
                created_since=created_since,
                domain=domain,
                industry=industry,
                limit=limit,
                ordering=ordering,
                owner=owner,
                search=search,
                segment=segment,
                updated_since=updated_since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        name: str,
        domain: str = UNSET,
        website: str = UNSET,
        linkedin: str = UNSET,
        industry: str = UNSET,
        employees: int | None = UNSET,
        annual_revenue: Decimal | float | None = UNSET,
        funding: Decimal | float | None = UNSET,
        currency: str = UNSET,
        technologies: list[str] = UNSET,
        growth: Decimal | float | None = UNSET,
        phone: str = UNSET,
        city: str = UNSET,
        state: str = UNSET,
        zip: str = UNSET,
        country: str = UNSET,
        description: str = UNSET,
        custom: dict[str, Any] = UNSET,
        owner: int | None = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Company | None:
        """The firms that contacts work for."""
        response = self._transport.ask(
            "POST",
            "/api/v1/companies/",
            body={
                "name": name,
                "domain": domain,
                "website": website,
                "linkedin": linkedin,
                "industry": industry,
                "employees": employees,
                "annual_revenue": annual_revenue,
                "funding": funding,
                "currency": currency,
                "technologies": technologies,
                "growth": growth,
                "phone": phone,
                "city": city,
                "state": state,
                "zip": zip,
                "country": country,
                "description": description,
                "custom": custom,
                "owner": owner,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Company, response)

    def get(
        self,
        id: int,
    ) -> models.Company:
        """The firms that contacts work for."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/companies/{id}/",
        )
        return self._transport.shown(models.Company, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        domain: str = UNSET,
        website: str = UNSET,
        linkedin: str = UNSET,
        industry: str = UNSET,
        employees: int | None = UNSET,
        annual_revenue: Decimal | float | None = UNSET,
        funding: Decimal | float | None = UNSET,
        currency: str = UNSET,
        technologies: list[str] = UNSET,
        growth: Decimal | float | None = UNSET,
        phone: str = UNSET,
        city: str = UNSET,
        state: str = UNSET,
        zip: str = UNSET,
        country: str = UNSET,
        description: str = UNSET,
        custom: dict[str, Any] = UNSET,
        owner: int | None = UNSET,
        if_match: str | None = None,
    ) -> models.Company | None:
        """The firms that contacts work for."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/companies/{id}/",
            body={
                "name": name,
                "domain": domain,
                "website": website,
                "linkedin": linkedin,
                "industry": industry,
                "employees": employees,
                "annual_revenue": annual_revenue,
                "funding": funding,
                "currency": currency,
                "technologies": technologies,
                "growth": growth,
                "phone": phone,
                "city": city,
                "state": state,
                "zip": zip,
                "country": country,
                "description": description,
                "custom": custom,
                "owner": owner,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Company, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """The firms that contacts work for."""
        response = self._transport.ask(
            "POST",
            "/api/v1/companies/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())
