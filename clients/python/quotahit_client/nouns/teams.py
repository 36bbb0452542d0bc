"""What can be done with teams. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Teams(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        parent: int | None = None,
        cursor: str | None = None,
    ) -> Page[models.Team]:
        """Those who sell together; a team may stand below another."""
        response = self._transport.ask(
            "GET",
            "/api/v1/teams/",
            query={
                "limit": limit,
                "ordering": ordering,
                "parent": parent,
                "cursor": cursor,
            },
        )
        return Page[models.Team].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        parent: int | None = None,
    ) -> Iterator[models.Team]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                ordering=ordering,
                parent=parent,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Team:
        """Those who sell together; a team may stand below another."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/teams/{id}/",
        )
        return self._transport.shown(models.Team, response)
