"""What can be done with contacts. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Contacts(Noun):
    def page(
        self,
        *,
        company: int | None = None,
        country: str | None = None,
        created_before: datetime | None = None,
        created_since: datetime | None = None,
        email: str | None = None,
        engagement_trend: str | None = None,
        external_id: str | None = None,
        lead_status: str | None = None,
        lifecycle: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        owner: int | None = None,
        search: str | None = None,
        segment: Any | None = None,
        source: str | None = None,
        tag: str | None = None,
        updated_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Page[models.Contact]:
        """People we may talk with."""
        response = self._transport.ask(
            "GET",
            "/api/v1/contacts/",
            query={
                "company": company,
                "country": country,
                "created_before": created_before,
                "created_since": created_since,
                "email": email,
                "engagement_trend": engagement_trend,
                "external_id": external_id,
                "lead_status": lead_status,
                "lifecycle": lifecycle,
                "limit": limit,
                "ordering": ordering,
                "owner": owner,
                "search": search,
                "segment": segment,
                "source": source,
                "tag": tag,
                "updated_since": updated_since,
                "cursor": cursor,
            },
        )
        return Page[models.Contact].model_validate(response.json())

    def each(
        self,
        *,
        company: int | None = None,
        country: str | None = None,
        created_before: datetime | None = None,
        created_since: datetime | None = None,
        email: str | None = None,
        engagement_trend: str | None = None,
        external_id: str | None = None,
        lead_status: str | None = None,
        lifecycle: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        owner: int | None = None,
        search: str | None = None,
        segment: Any | None = None,
        source: str | None = None,
        tag: str | None = None,
        updated_since: datetime | None = None,
    ) -> Iterator[models.Contact]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                company=company,
                country=country,
                created_before=created_before,
                created_since=created_since,
                email=email,
                engagement_trend=engagement_trend,
                external_id=external_id,
                lead_status=lead_status,
                lifecycle=lifecycle,
                limit=limit,
                ordering=ordering,
                owner=owner,
                search=search,
                segment=segment,
                source=source,
                tag=tag,
                updated_since=updated_since,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        first_name: str = UNSET,
        last_name: str = UNSET,
        title: str = UNSET,
        seniority: str = UNSET,
        department: str = UNSET,
        linkedin: str = UNSET,
        city: str = UNSET,
        state: str = UNSET,
        zip: str = UNSET,
        country: str = UNSET,
        zone: str = UNSET,
        language: str = UNSET,
        source: str = UNSET,
        lifecycle: str = UNSET,
        lead_status: str = UNSET,
        emails: list[str] = UNSET,
        phones: list[str] = UNSET,
        company: int | None = UNSET,
        company_name: str = UNSET,
        owner: int | None = UNSET,
        tags: list[str] = UNSET,
        custom: dict[str, Any] = UNSET,
        external_ids: list[dict[str, Any]] = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Contact | None:
        """People we may talk with."""
        response = self._transport.ask(
            "POST",
            "/api/v1/contacts/",
            body={
                "first_name": first_name,
                "last_name": last_name,
                "title": title,
                "seniority": seniority,
                "department": department,
                "linkedin": linkedin,
                "city": city,
                "state": state,
                "zip": zip,
                "country": country,
                "zone": zone,
                "language": language,
                "source": source,
                "lifecycle": lifecycle,
                "lead_status": lead_status,
                "emails": emails,
                "phones": phones,
                "company": company,
                "company_name": company_name,
                "owner": owner,
                "tags": tags,
                "custom": custom,
                "external_ids": external_ids,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Contact, response)

    def get(
        self,
        id: int,
    ) -> models.Contact:
        """People we may talk with."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/contacts/{id}/",
        )
        return self._transport.shown(models.Contact, response)

    def change(
        self,
        id: int,
        *,
        first_name: str = UNSET,
        last_name: str = UNSET,
        title: str = UNSET,
        seniority: str = UNSET,
        department: str = UNSET,
        linkedin: str = UNSET,
        city: str = UNSET,
        state: str = UNSET,
        zip: str = UNSET,
        country: str = UNSET,
        zone: str = UNSET,
        language: str = UNSET,
        source: str = UNSET,
        lifecycle: str = UNSET,
        lead_status: str = UNSET,
        company: int | None = UNSET,
        owner: int | None = UNSET,
        custom: dict[str, Any] = UNSET,
        if_match: str | None = None,
    ) -> models.Contact | None:
        """People we may talk with."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/contacts/{id}/",
            body={
                "first_name": first_name,
                "last_name": last_name,
                "title": title,
                "seniority": seniority,
                "department": department,
                "linkedin": linkedin,
                "city": city,
                "state": state,
                "zip": zip,
                "country": country,
                "zone": zone,
                "language": language,
                "source": source,
                "lifecycle": lifecycle,
                "lead_status": lead_status,
                "company": company,
                "owner": owner,
                "custom": custom,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Contact, response)

    def emails(
        self,
        id: int,
        *,
        address: str,
        type: str = UNSET,
        is_primary: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Contact | None:
        """Add an email address; one that the contact has already stays as it is."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/contacts/{id}/emails/",
            body={
                "address": address,
                "type": type,
                "is_primary": is_primary,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Contact, response)

    def hand_back(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.HandedBack:
        """The agents carry on with the contact."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/contacts/{id}/hand_back/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.HandedBack.model_validate(response.json())

    def hold(
        self,
        id: int,
        *,
        until: datetime | None = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Contact | None:
        """Let nothing go out to the contact, until a time or until it is released."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/contacts/{id}/hold/",
            body={
                "until": until,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Contact, response)

    def memory(
        self,
        id: int,
    ) -> models.ContactMemory:
        """What is remembered of the contact: the conversation over all channels, and how they feel about it."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/contacts/{id}/memory/",
        )
        return self._transport.shown(models.ContactMemory, response)

    def phones(
        self,
        id: int,
        *,
        address: str,
        type: str = UNSET,
        is_primary: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Contact | None:
        """Add a phone number, read by the contact's country where it has no prefix."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/contacts/{id}/phones/",
            body={
                "address": address,
                "type": type,
                "is_primary": is_primary,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Contact, response)

    def release(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Released:
        """Release what was held through the API; a person's own hold stays."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/contacts/{id}/release/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Released.model_validate(response.json())

    def score(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Contact | None:
        """Score the contact by the active profile."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/contacts/{id}/score/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Contact, response)

    def tag(
        self,
        id: int,
        *,
        tag: str,
        idempotency_key: str | None = None,
    ) -> models.Contact | None:
        """Put a tag on the contact."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/contacts/{id}/tag/",
            body={
                "tag": tag,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Contact, response)

    def take_over(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Contact | None:
        """The key's member carries on: nothing goes out and runs stand still until the contact is handed back."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/contacts/{id}/take_over/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Contact, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """People we may talk with."""
        response = self._transport.ask(
            "POST",
            "/api/v1/contacts/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())
