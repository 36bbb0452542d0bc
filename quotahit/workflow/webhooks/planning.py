"""From an event to deliveries, in the event's own transaction."""

from collections.abc import Iterable

from quotahit import bulk, clock
from quotahit.accounts.journal import done
from quotahit.events.models import Event, WebhookEndpoint
from quotahit.events.record import listens_to, record
from quotahit.events.webhooks.listening import hearers
from quotahit.workflow import hints
from quotahit.workflow.models import WebhookDelivery
from quotahit.workflow.outgoing import Fate

TASK = "workflow.send_webhooks"
TEST = "webhook.test"
CUT_OFF = "endpoint_disabled"


@listens_to("*")
def plan(events: list[Event]) -> None:
    """One delivery for each event and endpoint that asks for it."""
    _insert((endpoint, event) for endpoint, event in hearers(events) if event.type != TEST)


@listens_to("webhook.disabled")
def cut_off(events: list[Event]) -> None:
    """What still waits for a disabled endpoint is not sent; it can be replayed when the endpoint is back.

    What a sender holds at this moment is the sender's: it finds the endpoint disabled when it takes it up next.
    """
    disabled = [event.subject_id for event in events]
    waiting = WebhookDelivery.objects.filter(endpoint__in=disabled, status=Fate.PLANNED, claim="")
    waiting.update(status=Fate.CANCELLED, reason=CUT_OFF, claim="", claimed_until=None, settled_at=clock.now())


def send_test(endpoint: WebhookEndpoint, *, actor: object) -> WebhookDelivery:
    """An event that this endpoint alone is told of, whatever it asks for."""
    done(endpoint.organization, actor, "webhook.tested", endpoint)
    event = record(endpoint.organization, TEST, subject=endpoint, payload={"test": True}, source="console")
    assert event is not None  # it has no key
    return _insert([(endpoint, event)])[0]


def _insert(heard: Iterable[tuple[WebhookEndpoint, Event]]) -> list[WebhookDelivery]:
    rows = [_delivery(endpoint, event) for endpoint, event in heard]
    if rows:
        bulk.insert(rows)
        hints.look_soon(TASK)
    return rows


def _delivery(endpoint: WebhookEndpoint, event: Event) -> WebhookDelivery:
    return bulk.make(
        WebhookDelivery,
        organization_id=event.organization_id,
        endpoint_id=endpoint.pk,
        event_id=event.pk,
        event_type=event.type,
        idempotency_key=f"msg_{endpoint.pk}_{event.pk}",
        not_before=event.at,
    )
