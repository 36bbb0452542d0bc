"""How long claimable work has been due: one index look-up for each organization, however much is waiting."""

from datetime import datetime

from django.db import models
from django.db.models import Min, OuterRef, Subquery

from quotahit import clock, health
from quotahit.accounts.models import Organization
from quotahit.workflow.choices import Lane
from quotahit.workflow.models import Approval, Run, WebhookDelivery
from quotahit.workflow.outgoing import Fate


def oldest_due(queryset: models.QuerySet, due: str) -> datetime | None:
    """The earliest passed time in `due` of rows that `claim_due` would take; those of paused organizations rest."""
    theirs = queryset.filter(organization=OuterRef("pk"), **{f"{due}__lte": clock.now()}).order_by(due)
    awake = Organization.objects.filter(paused_at=None).annotate(oldest=Subquery(theirs.values(due)[:1]))
    return awake.aggregate(Min("oldest"))["oldest__min"]


def _overdue_approval() -> datetime | None:
    overdue = Approval.objects.waiting().filter(expires_at__lte=clock.now())
    return overdue.aggregate(Min("expires_at"))["expires_at__min"]


health.watch("work.runs", lambda: oldest_due(Run.objects.awake().filter(lane=Lane.INSIDE), "wake_at"))
health.watch("work.calls", lambda: oldest_due(Run.objects.awake().filter(lane=Lane.OUTSIDE), "wake_at"))
health.watch("work.webhooks", lambda: oldest_due(WebhookDelivery.objects.filter(status=Fate.PLANNED), "not_before"))
health.watch("work.approvals", _overdue_approval)
