"""What can be done with shares. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Shares(Noun):
    def page(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        deal: int | None = None,
        limit: int | None = None,
        member: int | None = None,
        ordering: str | None = None,
        team: int | None = None,
        cursor: str | None = None,
    ) -> Page[models.Share]:
        """A record that is open to a member or a team who would not see it otherwise, with what hangs on it."""
        response = self._transport.ask(
            "GET",
            "/api/v1/shares/",
            query={
                "company": company,
                "contact": contact,
                "deal": deal,
                "limit": limit,
                "member": member,
                "ordering": ordering,
                "team": team,
                "cursor": cursor,
            },
        )
        return Page[models.Share].model_validate(response.json())

    def each(
        self,
        *,
        company: int | None = None,
        contact: int | None = None,
        deal: int | None = None,
        limit: int | None = None,
        member: int | None = None,
        ordering: str | None = None,
        team: int | None = None,
    ) -> Iterator[models.Share]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                company=company,
                contact=contact,
                deal=deal,
                limit=limit,
                member=member,
                ordering=ordering,
                team=team,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        contact: int | None = UNSET,
        company: int | None = UNSET,
        deal: int | None = UNSET,
        member: int | None = UNSET,
        team: int | None = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Share | None:
        """A record that is open to a member or a team who would not see it otherwise, with what hangs on it."""
        response = self._transport.ask(
            "POST",
            "/api/v1/shares/",
            body={
                "contact": contact,
                "company": company,
                "deal": deal,
                "member": member,
                "team": team,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Share, response)

    def get(
        self,
        id: int,
    ) -> models.Share:
        """A record that is open to a member or a team who would not see it otherwise, with what hangs on it."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/shares/{id}/",
        )
        return self._transport.shown(models.Share, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """A record that is open to a member or a team who would not see it otherwise, with what hangs on it."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/shares/{id}/",
            headers={"If-Match": if_match},
        )
