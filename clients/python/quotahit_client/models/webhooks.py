"""What is told of webhooks. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class Endpoint(Model):
    """Addresses outside that are told of events."""

    id: int
    url: str
    description: str
    event_types: list[str]
    filters: list[dict[str, Any]]
    disabled_at: datetime | None
    disabled_reason: str
    answered_at: datetime | None
    failing_since: datetime | None
    previous_until: datetime | None
    created_at: datetime


class Made(Model):
    """A record. `?fields=a,b` leaves out the others, but never the id. What is `create_only` is no part of a change."""

    id: int
    url: str
    disabled_at: datetime | None
    disabled_reason: str
    answered_at: datetime | None
    failing_since: datetime | None
    previous_until: datetime | None
    created_at: datetime
    signing_secret: str
    description: str | None = None
    event_types: list[str] | None = None
    filters: list[dict[str, Any]] | None = None
