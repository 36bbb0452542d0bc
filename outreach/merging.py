"""What outreach minds when two contacts become one: a contact is in one sequence at a time, and a message that is just
being handed over first has its fate written down."""

from django.utils.translation import gettext_lazy as _

from crm.errors import NotMergeableError
from crm.merging.hooks import MergeHook, register_merge_hook
from crm.merging.ledger import Ledger
from crm.models import Contact, Merge
from outreach.choices import END_OF_CONVERSATION, EnrollmentStatus, StopReason
from outreach.deliveries import STILL_HERE
from outreach.eligibility import RUNNING
from outreach.enrollments import stop_enrollments
from outreach.models import Delivery, Enrollment, SegmentEntry
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate

UNDER_WAY = _("A message to one of them is being sent at this moment. Try again in a minute.")


def before(ledger: Ledger) -> None:
    """End one of two sequences, and both where one of the two wants to hear no more."""
    if not isinstance(ledger.winner, Contact):
        return
    _refuse_under_way(ledger.winner.pk, ledger.loser.pk)
    seen = SegmentEntry.objects.filter(contact=ledger.winner).values("enrollment")
    for entry in SegmentEntry.objects.filter(contact=ledger.loser, enrollment__in=seen):
        ledger.drop(entry)  # a segment has looked at this person already
    live = [_live(row.pk) for row in (ledger.winner, ledger.loser)]
    if any(_is_over(row.pk) for row in (ledger.winner, ledger.loser)):
        ending = [row.contact_id for row in live if row]
    else:
        ending = [_lesser(*live).contact_id] if live[0] and live[1] else []  # type: ignore[arg-type]
    if ending:
        theirs = Delivery.objects.filter(contact__in=ending, status__in=STILL_HERE)
        asked = Approval.objects.waiting().filter(subject_type="outreach.delivery", subject_id__in=theirs.values("pk"))
        with ledger.watching(Enrollment.objects.filter(contact__in=ending), theirs, asked):
            stop_enrollments(ending, StopReason.MERGED, actor=ledger.actor)


def before_undo(merge: Merge) -> None:
    """What is being handed over belongs to the one contact that there is."""
    if merge.kind == "contact":
        _refuse_under_way(merge.winner_id)


def _refuse_under_way(*contact_ids: int) -> None:
    if Delivery.objects.filter(contact__in=contact_ids, status=Fate.CLAIMED).exists():
        raise NotMergeableError(UNDER_WAY)


def _live(contact_id: int) -> Enrollment | None:
    return Enrollment.objects.filter(contact=contact_id, status__in=RUNNING).first()


def _is_over(contact_id: int) -> bool:
    """Whether the contact's last sequence ended because they want no more."""
    last = Enrollment.objects.filter(contact=contact_id).order_by("-enrolled_at", "-pk").first()
    return last is not None and last.status == EnrollmentStatus.STOPPED and last.stop_reason in END_OF_CONVERSATION


def _lesser(mine: Enrollment, theirs: Enrollment) -> Enrollment:
    """Of one sequence the run that is less far along, so that nobody reads a message twice; of two the loser's."""
    return mine if mine.sequence_id == theirs.sequence_id and theirs.position > mine.position else theirs


SETTLES = frozenset({"enrollment_one_active", "segment_entry_once"})

register_merge_hook(MergeHook("outreach", settles=SETTLES, before=before, before_undo=before_undo))
