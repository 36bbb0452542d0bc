"""What can be done with mailboxes. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Mailboxes(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Mailbox]:
        """Where mail leaves from and comes back to. They are set up in the console, with their secrets."""
        response = self._transport.ask(
            "GET",
            "/api/v1/mailboxes/",
            query={
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.Mailbox].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.Mailbox]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Mailbox:
        """Where mail leaves from and comes back to. They are set up in the console, with their secrets."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/mailboxes/{id}/",
        )
        return self._transport.shown(models.Mailbox, response)
