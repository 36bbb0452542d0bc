"""What can be done with candidates. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Candidates(Noun):
    def page(
        self,
        *,
        contact: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        search: int | None = None,
        state: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Candidate]:
        """Leads that were found and are not ours yet. A word on one counts once."""
        response = self._transport.ask(
            "GET",
            "/api/v1/candidates/",
            query={
                "contact": contact,
                "limit": limit,
                "ordering": ordering,
                "search": search,
                "state": state,
                "cursor": cursor,
            },
        )
        return Page[models.Candidate].model_validate(response.json())

    def each(
        self,
        *,
        contact: int | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        search: int | None = None,
        state: str | None = None,
    ) -> Iterator[models.Candidate]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                contact=contact,
                limit=limit,
                ordering=ordering,
                search=search,
                state=state,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Candidate:
        """Leads that were found and are not ours yet. A word on one counts once."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/candidates/{id}/",
        )
        return self._transport.shown(models.Candidate, response)

    def accept(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Candidate | None:
        """Take the lead in: it is researched, scored and worked from now on."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/candidates/{id}/accept/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Candidate, response)

    def reject(
        self,
        id: int,
        *,
        remark: str = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Candidate | None:
        """Leave the lead alone: no later search proposes it."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/candidates/{id}/reject/",
            body={
                "remark": remark,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Candidate, response)
