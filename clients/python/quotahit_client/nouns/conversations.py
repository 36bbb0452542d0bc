"""What can be done with conversations. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime

from quotahit_client import models
from quotahit_client.transport import Noun, Page, walk


class Conversations(Noun):
    def page(
        self,
        *,
        assignee: int | None = None,
        contact: int | None = None,
        heard_since: datetime | None = None,
        is_assigned: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        state: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Conversation]:
        """One contact's place in the inbox, over all channels. What was said stands in `interactions`."""
        response = self._transport.ask(
            "GET",
            "/api/v1/conversations/",
            query={
                "assignee": assignee,
                "contact": contact,
                "heard_since": heard_since,
                "is_assigned": is_assigned,
                "limit": limit,
                "ordering": ordering,
                "state": state,
                "cursor": cursor,
            },
        )
        return Page[models.Conversation].model_validate(response.json())

    def each(
        self,
        *,
        assignee: int | None = None,
        contact: int | None = None,
        heard_since: datetime | None = None,
        is_assigned: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        state: str | None = None,
    ) -> Iterator[models.Conversation]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                assignee=assignee,
                contact=contact,
                heard_since=heard_since,
                is_assigned=is_assigned,
                limit=limit,
                ordering=ordering,
                state=state,
                cursor=cursor,
            )
        )

    def get(
        self,
        id: int,
    ) -> models.Conversation:
        """One contact's place in the inbox, over all channels. What was said stands in `interactions`."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/conversations/{id}/",
        )
        return self._transport.shown(models.Conversation, response)

    def assign(
        self,
        id: int,
        *,
        member: int | None,
        idempotency_key: str | None = None,
    ) -> models.Conversation | None:
        """Give it to a member, who is told, or to nobody."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/conversations/{id}/assign/",
            body={
                "member": member,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Conversation, response)

    def done(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Conversation | None:
        """Put it away; a new word opens it again."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/conversations/{id}/done/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Conversation, response)

    def read(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Conversation | None:
        """It was read."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/conversations/{id}/read/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Conversation, response)

    def reopen(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Conversation | None:
        """Take back that it was put off or away."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/conversations/{id}/reopen/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Conversation, response)

    def snooze(
        self,
        id: int,
        *,
        until: datetime,
        idempotency_key: str | None = None,
    ) -> models.Conversation | None:
        """Put it out of sight until a time, or until something is heard."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/conversations/{id}/snooze/",
            body={
                "until": until,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Conversation, response)

    def unread(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Conversation | None:
        """It is to count as unread again."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/conversations/{id}/unread/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Conversation, response)
