"""What can be done with custom fields. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class CustomFields(Noun):
    def page(
        self,
        *,
        is_active: bool | None = None,
        key: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        noun: str | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.CustomField]:
        """The fields that an organization has beside ours. Records hold their values in `custom`, by key."""
        response = self._transport.ask(
            "GET",
            "/api/v1/custom_fields/",
            query={
                "is_active": is_active,
                "key": key,
                "kind": kind,
                "limit": limit,
                "noun": noun,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.CustomField].model_validate(response.json())

    def each(
        self,
        *,
        is_active: bool | None = None,
        key: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        noun: str | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.CustomField]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                is_active=is_active,
                key=key,
                kind=kind,
                limit=limit,
                noun=noun,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        noun: str,
        label: str,
        key: str = UNSET,
        kind: str = UNSET,
        choices: list[str] = UNSET,
        is_required: bool = UNSET,
        in_list: bool = UNSET,
        position: int = UNSET,
        idempotency_key: str | None = None,
    ) -> models.CustomField | None:
        """The fields that an organization has beside ours. Records hold their values in `custom`, by key."""
        response = self._transport.ask(
            "POST",
            "/api/v1/custom_fields/",
            body={
                "noun": noun,
                "key": key,
                "label": label,
                "kind": kind,
                "choices": choices,
                "is_required": is_required,
                "in_list": in_list,
                "position": position,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.CustomField, response)

    def get(
        self,
        id: int,
    ) -> models.CustomField:
        """The fields that an organization has beside ours. Records hold their values in `custom`, by key."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/custom_fields/{id}/",
        )
        return self._transport.shown(models.CustomField, response)

    def change(
        self,
        id: int,
        *,
        label: str = UNSET,
        choices: list[str] = UNSET,
        is_required: bool = UNSET,
        in_list: bool = UNSET,
        position: int = UNSET,
        if_match: str | None = None,
    ) -> models.CustomField | None:
        """The fields that an organization has beside ours. Records hold their values in `custom`, by key."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/custom_fields/{id}/",
            body={
                "label": label,
                "choices": choices,
                "is_required": is_required,
                "in_list": in_list,
                "position": position,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.CustomField, response)

    def archive(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.CustomField | None:
        """Take it from forms, lists and mappings; what records hold in it stays."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/custom_fields/{id}/archive/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.CustomField, response)

    def restore(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.CustomField | None:
        """Bring an archived one back, with all that records hold in it."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/custom_fields/{id}/restore/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.CustomField, response)
