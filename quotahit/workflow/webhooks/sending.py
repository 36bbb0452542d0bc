"""The sender: claim, then act outside any transaction, then write the fate."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from uuid import uuid4

from quotahit import clock
from quotahit.accounts import sealing
from quotahit.events.models import Event, WebhookEndpoint
from quotahit.workflow.claiming import claim_due
from quotahit.workflow.models import WebhookDelivery
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.webhooks import fates
from quotahit.workflow.webhooks.messages import Message, body_of
from quotahit.workflow.webhooks.posting import Answer, post

log = logging.getLogger(__name__)

AT_ONCE = 8
BATCH = 4 * AT_ONCE
LEASE = timedelta(minutes=2)  # a batch takes four times ten seconds at most, and the writing of it


def send_due() -> int:
    """Send what is due, as much as one batch holds; returns how many deliveries were taken."""
    claim = str(uuid4())
    planned = WebhookDelivery.objects.filter(status=Fate.PLANNED)
    # What an organization pauses are its words to people. Its own programs are told of everything all the same.
    taken = claim_due(planned, BATCH, LEASE, due="not_before", claim=claim, while_paused=True)
    if taken:
        for delivery, answer in _answers(_messages(taken, claim)):
            fates.settle(delivery, answer, clock.now())
    return len(taken)


def _answers(messages: list[tuple[WebhookDelivery, Message]]) -> Iterator[tuple[WebhookDelivery, Answer]]:
    """Each delivery with what came of it, in the order in which the answers come."""
    with ThreadPoolExecutor(AT_ONCE, "webhooks") as pool:
        sent = {pool.submit(_post, message): delivery for delivery, message in messages}
        for done in as_completed(sent):
            yield sent[done], done.result()


def _post(message: Message) -> Answer:
    try:
        return post(message.url, message.body, message.headers())
    except Exception as problem:  # noqa: BLE001  the edge of a thread: whatever an answer does to the client, others go on
        log.warning("A webhook could not be sent: %s", type(problem).__name__)
        return Answer("no_answer")


def _messages(taken: list[int], claim: str) -> list[tuple[WebhookDelivery, Message]]:
    """What is to be sent. Deliveries whose endpoint or event is no more, or cannot be signed for, end here."""
    deliveries = list(WebhookDelivery.objects.filter(pk__in=taken, claim=claim).order_by("pk"))
    endpoints = WebhookEndpoint.objects.in_bulk({each.endpoint_id for each in deliveries})
    events = Event.objects.in_bulk({each.event_id for each in deliveries})
    messages = []
    for delivery in deliveries:
        endpoint, event = endpoints.get(delivery.endpoint_id), events.get(delivery.event_id)
        if endpoint is None:
            delivery.delete()
        elif endpoint.disabled_at is not None or event is None:
            fates.cancel(delivery, "endpoint_disabled" if endpoint.disabled_at else "event_gone")
        else:
            try:
                keys = tuple(endpoint.secrets())
            except sealing.Locked:
                fates.settle(delivery, Answer("secret_locked"), clock.now())
                continue
            messages.append((delivery, Message(endpoint.url, body_of(event), delivery.message_id, keys)))
    return messages
