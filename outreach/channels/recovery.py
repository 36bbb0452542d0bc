"""Claims that nobody finished: the process that held them has died."""

from datetime import datetime

from django.db import transaction

from outreach.channels import fates
from outreach.channels.registry import provider_of
from outreach.models import Delivery
from quotahit import clock
from quotahit.audit.log import Act, append_many
from quotahit.workflow.outgoing import Fate


def recover_lost(limit: int = 500) -> int:
    """Put back what was never handed over, or may be repeated with its key; the rest is unknown. Returns how many."""
    now = clock.now()
    with transaction.atomic():
        lost = Delivery.objects.filter(status=Fate.CLAIMED, claimed_until__lt=now).select_related("mailbox")
        rows = list(lost.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:limit])
        repeatable = [row for row in rows if _may_repeat(row, now)]
        for row in repeatable:
            fates.again(row, now, row.reason, row.explanation)
        fates.save(repeatable, fates.FATE)
        append_many(Act(row.organization_id, fates.SYSTEM, "email.recovered", row) for row in repeatable)
        fates.unknown([row for row in rows if row not in repeatable], "CRASHED")
    return len(rows)


def _may_repeat(delivery: Delivery, now: datetime) -> bool:
    if delivery.handed_at is None:
        return True
    mailbox = delivery.mailbox
    return mailbox is not None and now - delivery.handed_at < provider_of(mailbox).key_lifetime(mailbox)
