"""Claims that nobody finished: the process that held them has died."""

from collections.abc import Sequence

from django.db import transaction

from outreach.channels import fates
from outreach.channels.registry import may_repeat
from outreach.models import Delivery, InboundMessage
from quotahit import clock
from quotahit.audit.log import Act, append_many
from quotahit.workflow.outgoing import Fate


def recover_lost(limit: int = 500) -> int:
    """Put back what was never handed over, or may be repeated with its key; what was answered has left, and the rest is
    unknown. Returns how many."""
    now = clock.now()
    with transaction.atomic():
        lost = Delivery.objects.filter(status=Fate.CLAIMED, claimed_until__lt=now).select_related("mailbox")
        rows = list(lost.order_by("claimed_until").select_for_update(of=("self",), skip_locked=True)[:limit])
        answered = _answered(rows)
        repeatable = [row for row in rows if may_repeat(row, row.mailbox, now) and row.pk not in answered]
        for row in repeatable:
            fates.again(row, now, row.reason, row.explanation)
        fates.save(repeatable, fates.FATE)
        append_many(Act(row.organization_id, fates.SYSTEM, "email.recovered", row) for row in repeatable)
        fates.sent([row for row in rows if row.pk in answered])
        fates.unknown([row for row in rows if row not in repeatable and row.pk not in answered], "CRASHED")
    return len(rows)


def _answered(rows: Sequence[Delivery]) -> set[int]:
    """Those that somebody has answered by now."""
    answers = InboundMessage.objects.filter(contact__in=[row.contact_id for row in rows])
    return set(answers.filter(delivery_id__in=[row.pk for row in rows]).values_list("delivery_id", flat=True))
