"""Which endpoints hear an event. Where an organization has none, finding that out asks the database for nothing."""

import time
from collections.abc import Iterable

from django.db import transaction

from quotahit.events.models import Event, WebhookEndpoint

SECONDS = 5.0  # after which a first endpoint, made in another process, is known in this one


class Audience:
    """The organizations that have an endpoint, as this process knows them: looked up every few seconds."""

    def __init__(self) -> None:
        self.organizations: frozenset[int] = frozenset()
        self.until = 0.0

    def among(self, organizations: Iterable[int]) -> frozenset[int]:
        """Those of the organizations that somebody listens to."""
        if time.monotonic() >= self.until:
            self.look()
        return self.organizations.intersection(organizations)

    def look(self) -> None:
        """Look them up."""
        listening = WebhookEndpoint.objects.filter(disabled_at=None).values_list("organization_id", flat=True)
        self.organizations = frozenset(listening.distinct())
        self.until = time.monotonic() + SECONDS

    def forget(self) -> None:
        """Look again before the next answer: an endpoint has come or gone, and is seen once that is committed."""
        self.until = 0.0
        transaction.on_commit(self._expire)

    def _expire(self) -> None:
        self.until = 0.0


audience = Audience()


def hearers(events: Iterable[Event]) -> list[tuple[WebhookEndpoint, Event]]:
    """Every endpoint with each event that it asks for, as the endpoints are at this moment."""
    events = list(events)
    listening = audience.among({event.organization_id for event in events})
    if not listening:
        return []
    endpoints: dict[int, list[WebhookEndpoint]] = {}
    for endpoint in WebhookEndpoint.objects.filter(organization__in=listening, disabled_at=None).order_by("pk"):
        endpoints.setdefault(endpoint.organization_id, []).append(endpoint)
    return [
        (endpoint, event)
        for event in events
        for endpoint in endpoints.get(event.organization_id, ())
        if endpoint.hears(event)
    ]
