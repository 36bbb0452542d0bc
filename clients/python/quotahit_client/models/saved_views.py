"""What is told of saved views. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class ViewQuestion(Model):
    """What the list is asked; what is left out asks nothing."""

    filters: dict[str, list[str]] | None = None
    search: str | None = None
    columns: list[str] | None = None
    order: list[str] | None = None


class SavedView(Model):
    """The member's own views and the shared ones. Everybody changes their own, managers the shared as well."""

    id: int
    noun: str
    name: str
    question: ViewQuestion
    is_shared: bool
    is_pinned: bool
    owner: int | None
    owner_name: str
    created_at: datetime
    updated_at: datetime
