"""What becomes of a delivery after a try, and of the endpoint with it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from quotahit import clock
from quotahit.events.models import WebhookEndpoint
from quotahit.events.webhooks.endpoints import disable_endpoint
from quotahit.workflow.models import WebhookDelivery
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.webhooks.posting import Answer
from quotahit.workflow.webhooks.schedule import GIVEN_UP_AFTER, next_try

ACTOR = "system:webhooks"
NOTED_EVERY = timedelta(minutes=1)
Reason = WebhookEndpoint.Reason


@transaction.atomic
def settle(delivery: WebhookDelivery, answer: Answer, now: datetime) -> bool:
    """Write what came of a try; False where the delivery has meanwhile been taken by another, or taken back."""
    row = WebhookDelivery.objects.select_for_update().filter(pk=delivery.pk, claim=delivery.claim).first()
    if row is None or row.status != Fate.PLANNED:
        return False
    row.attempts += 1
    row.claim, row.claimed_until, row.handed_at = "", None, now
    row.answer_status, row.answer_text, row.reason = answer.status, answer.text, answer.code
    if not answer.code:
        row.status, row.settled_at, row.failing_since = Fate.SENT, now, None
    else:
        _put_off(row, answer, now)
    row.save()
    if answer.code:
        _blame(row, answer, now)
    else:
        _praise(row, now)
    return True


def cancel(delivery: WebhookDelivery, reason: str) -> None:
    """It is not sent, and nobody is to blame."""
    mine = WebhookDelivery.objects.filter(pk=delivery.pk, claim=delivery.claim, status=Fate.PLANNED)
    mine.update(status=Fate.CANCELLED, reason=reason, claim="", claimed_until=None, settled_at=clock.now())


def _put_off(row: WebhookDelivery, answer: Answer, now: datetime) -> None:
    row.failing_since = row.failing_since or now
    again = None if answer.is_gone else next_try(row.failing_since, row.attempts, now, answer.retry_after)
    if again is None:
        row.status, row.settled_at = Fate.FAILED, now
    else:
        row.not_before = again


def _praise(row: WebhookDelivery, now: datetime) -> None:
    """Note that the endpoint answers: at most once a minute, for one that answers all day long."""
    unnoted = Q(answered_at=None) | Q(answered_at__lte=now - NOTED_EVERY) | Q(failing_since__isnull=False)
    endpoint = WebhookEndpoint.objects.filter(unnoted, pk=row.endpoint_id)
    endpoint.update(answered_at=now, failing_since=None)


def _blame(row: WebhookDelivery, answer: Answer, now: datetime) -> None:
    """Note since when nothing arrives; disable what is gone, or has answered nothing for three days."""
    endpoint = WebhookEndpoint.objects.select_for_update().filter(pk=row.endpoint_id).first()
    if endpoint is None:
        return
    if endpoint.failing_since is None:
        endpoint.failing_since = now
        endpoint.save(update_fields=["failing_since"])
    if answer.retry_after is not None and row.status == Fate.PLANNED:
        theirs = WebhookDelivery.objects.filter(endpoint=row.endpoint_id, status=Fate.PLANNED, claim="")
        theirs.filter(not_before__lt=row.not_before).update(not_before=row.not_before)
    if answer.is_gone or endpoint.failing_since <= now - GIVEN_UP_AFTER:
        disable_endpoint(endpoint, actor=ACTOR, reason=Reason.GONE if answer.is_gone else Reason.UNANSWERED)
