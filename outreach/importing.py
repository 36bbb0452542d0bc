"""What outreach minds when an import is undone: whom a message has reached stays; what is only planned is cancelled."""

from collections.abc import Mapping, Sequence

from crm.importing.undoing.hooks import UndoHook, register_undo_hook
from crm.importing.undoing.outcome import Stays
from outreach.choices import StopReason
from outreach.deliveries import STILL_HERE, cancel_all
from outreach.enrollments import stop_enrollments
from outreach.models import Delivery, Enrollment, InboundMessage, Thread
from quotahit.workflow.outgoing import Fate

NEVER_LEFT = (*STILL_HERE, Fate.BLOCKED, Fate.CANCELLED)


def touched(ids: Sequence[int]) -> Mapping[Stays, set[int]]:
    """Who was written to, who wrote, and whom a person has put into a sequence."""
    rows = {
        Stays.SENT: Delivery.objects.exclude(status__in=NEVER_LEFT),
        Stays.HEARD: InboundMessage.objects.all(),
        Stays.ENROLLED: Enrollment.objects.filter(enrolled_by__startswith="user:"),
    }
    found = {
        why: set(every.filter(contact__in=ids).values_list("contact_id", flat=True)) for why, every in rows.items()
    }
    found[Stays.HEARD] |= set(Thread.objects.filter(contact__in=ids).values_list("contact_id", flat=True))
    return found


def before_delete(ids: Sequence[int], actor: object) -> None:
    """End their sequences, and cancel what waits to be sent to them."""
    stop_enrollments(ids, StopReason.REMOVED, actor=actor)
    cancel_all(ids, StopReason.REMOVED, actor=actor)


register_undo_hook(UndoHook("outreach", touched, before_delete))
