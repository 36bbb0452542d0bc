"""What can be done with tasks. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class Tasks(Noun):
    def page(
        self,
        *,
        assignee: int | None = None,
        contact: int | None = None,
        created_since: datetime | None = None,
        deal: int | None = None,
        due_before: datetime | None = None,
        due_since: datetime | None = None,
        is_open: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.Task]:
        """What people are to do."""
        response = self._transport.ask(
            "GET",
            "/api/v1/tasks/",
            query={
                "assignee": assignee,
                "contact": contact,
                "created_since": created_since,
                "deal": deal,
                "due_before": due_before,
                "due_since": due_since,
                "is_open": is_open,
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.Task].model_validate(response.json())

    def each(
        self,
        *,
        assignee: int | None = None,
        contact: int | None = None,
        created_since: datetime | None = None,
        deal: int | None = None,
        due_before: datetime | None = None,
        due_since: datetime | None = None,
        is_open: bool | None = None,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.Task]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                assignee=assignee,
                contact=contact,
                created_since=created_since,
                deal=deal,
                due_before=due_before,
                due_since=due_since,
                is_open=is_open,
                limit=limit,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        title: str,
        detail: str = UNSET,
        contact: int | None = UNSET,
        deal: int | None = UNSET,
        assignee: int | None = UNSET,
        kind: str = UNSET,
        priority: str = UNSET,
        due_at: datetime | None = UNSET,
        reminder: str = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Task | None:
        """What people are to do."""
        response = self._transport.ask(
            "POST",
            "/api/v1/tasks/",
            body={
                "title": title,
                "detail": detail,
                "contact": contact,
                "deal": deal,
                "assignee": assignee,
                "kind": kind,
                "priority": priority,
                "due_at": due_at,
                "reminder": reminder,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Task, response)

    def get(
        self,
        id: int,
    ) -> models.Task:
        """What people are to do."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/tasks/{id}/",
        )
        return self._transport.shown(models.Task, response)

    def change(
        self,
        id: int,
        *,
        title: str = UNSET,
        detail: str = UNSET,
        contact: int | None = UNSET,
        deal: int | None = UNSET,
        assignee: int | None = UNSET,
        kind: str = UNSET,
        priority: str = UNSET,
        due_at: datetime | None = UNSET,
        reminder: str = UNSET,
        if_match: str | None = None,
    ) -> models.Task | None:
        """What people are to do."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/tasks/{id}/",
            body={
                "title": title,
                "detail": detail,
                "contact": contact,
                "deal": deal,
                "assignee": assignee,
                "kind": kind,
                "priority": priority,
                "due_at": due_at,
                "reminder": reminder,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.Task, response)

    def complete(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Task | None:
        """Mark the task as done."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/tasks/{id}/complete/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Task, response)

    def reopen(
        self,
        id: int,
        *,
        idempotency_key: str | None = None,
    ) -> models.Task | None:
        """Put a done task back on the list."""
        response = self._transport.ask(
            "POST",
            f"/api/v1/tasks/{id}/reopen/",
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.Task, response)

    def bulk(
        self,
        *,
        items: list[dict[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.Results:
        """What people are to do."""
        response = self._transport.ask(
            "POST",
            "/api/v1/tasks/bulk/",
            body={
                "items": items,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.Results.model_validate(response.json())
