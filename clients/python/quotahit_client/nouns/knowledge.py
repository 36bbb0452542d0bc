"""What can be done with knowledge. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import date

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Knowledge(Noun):
    def page(
        self,
        *,
        is_active: bool | None = None,
        language: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Knowledge]:
        """What agents may tell a prospect: the answer to a question, or a statement by itself, said word by word."""
        response = self._transport.ask(
            "GET",
            "/api/v1/knowledge/",
            query={
                "is_active": is_active,
                "language": language,
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.Knowledge].model_validate(response.json())

    def each(
        self,
        *,
        is_active: bool | None = None,
        language: str | None = None,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.Knowledge]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                is_active=is_active,
                language=language,
                limit=limit,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        answer: str,
        question: str = UNSET,
        language: str = UNSET,
        valid_from: date | None = UNSET,
        valid_until: date | None = UNSET,
        is_active: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Knowledge | None:
        """What agents may tell a prospect: the answer to a question, or a statement by itself, said word by word."""
        response = self._transport.ask(
            "POST",
            "/api/v1/knowledge/",
            body={
                "question": question,
                "answer": answer,
                "language": language,
                "valid_from": valid_from,
                "valid_until": valid_until,
                "is_active": is_active,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Knowledge, response)

    def get(
        self,
        id: int,
    ) -> models.Knowledge:
        """What agents may tell a prospect: the answer to a question, or a statement by itself, said word by word."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/knowledge/{id}/",
        )
        return self._transport.shown(models.Knowledge, response)

    def change(
        self,
        id: int,
        *,
        question: str = UNSET,
        answer: str = UNSET,
        language: str = UNSET,
        valid_from: date | None = UNSET,
        valid_until: date | None = UNSET,
        is_active: bool = UNSET,
        if_match: str | None = None,
    ) -> models.Knowledge | None:
        """What agents may tell a prospect: the answer to a question, or a statement by itself, said word by word."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/knowledge/{id}/",
            body={
                "question": question,
                "answer": answer,
                "language": language,
                "valid_from": valid_from,
                "valid_until": valid_until,
                "is_active": is_active,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Knowledge, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """What agents may tell a prospect: the answer to a question, or a statement by itself, said word by word."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/knowledge/{id}/",
            headers={"If-Match": if_match},
        )
