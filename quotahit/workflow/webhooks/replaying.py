"""Sending again what was sent or given up, under the ids that it had."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from quotahit import clock
from quotahit.accounts.journal import done
from quotahit.events.models import WebhookEndpoint
from quotahit.workflow import hints
from quotahit.workflow.errors import NotPossible
from quotahit.workflow.models import WebhookDelivery
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.webhooks.planning import TASK

NOT_ARRIVED = (Fate.FAILED, Fate.CANCELLED)


@transaction.atomic
def replay(delivery: WebhookDelivery, *, actor: object) -> WebhookDelivery:
    """Send one again now, with all its tries before it. Raises NotPossible while it waits, or where nobody listens."""
    _must_listen(delivery.endpoint)
    settled = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(status=Fate.PLANNED)
    if not _plan_again(settled):
        raise NotPossible(gettext("This delivery is on its way already."))
    delivery.refresh_from_db()
    done(delivery.endpoint.organization, actor, "webhook.replayed", delivery.endpoint, count=1)
    return delivery


@transaction.atomic
def replay_failed(endpoint: WebhookEndpoint, since: datetime, *, actor: object) -> int:
    """Send again what was planned at `since` or later and never arrived; returns how many. Raises NotPossible."""
    _must_listen(endpoint)
    lost = WebhookDelivery.objects.filter(endpoint=endpoint, status__in=NOT_ARRIVED, created_at__gte=since)
    count = _plan_again(lost)
    done(endpoint.organization, actor, "webhook.replayed", endpoint, count=count)
    return count


def _must_listen(endpoint: WebhookEndpoint) -> None:
    if endpoint.disabled_at is not None:
        raise NotPossible(gettext("This endpoint is disabled: enable it first."))


def _plan_again(rows: QuerySet[WebhookDelivery]) -> int:
    hints.look_soon(TASK)
    return rows.update(
        status=Fate.PLANNED,
        not_before=clock.now(),
        attempts=0,
        failing_since=None,
        settled_at=None,
        reason="",
        claim="",
        claimed_until=None,
    )
