"""What a person's answer about a message does to it."""

from collections.abc import Collection

from django.utils.translation import gettext

from crm.models import Contact, Deal
from outreach.blanks import blanks_in
from outreach.channels.asking import KIND, SUBJECT, DeliveryContent
from outreach.choices import StopReason
from outreach.deliveries import cancel, release
from outreach.enrollments import stop_enrollments
from outreach.models import Delivery
from outreach.recipients import lock_contacts
from quotahit.workflow.approvals import register_content, register_resolver, register_subject_lock
from quotahit.workflow.errors import ChoiceUnknown
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate


def settle_delivery(approval: Approval) -> None:
    """Approved: it goes as it was shown, with the edits of the same act. Rejected or expired: it is dropped, and a
    sequence ends with it, since what follows would refer to a message that nobody got.

    ChoiceUnknown when the text still has places to fill in: nobody may read "[Answer the question here.]".
    """
    delivery = Delivery.objects.filter(pk=approval.subject_id, status=Fate.WAITING).first()
    if delivery is None or approval.choice == "withdrawn":
        return
    actor = approval.resolved_by
    if approval.choice == "approve":
        shown = DeliveryContent.model_validate(approval.content)
        if left := blanks_in(shown.subject, shown.text):
            raise ChoiceUnknown(
                gettext("It still says “{left}”. Write what belongs there, then send it.").format(left=left[0])
            )
        release(delivery, actor=actor, subject=shown.subject, body=shown.text)
        return
    reason = StopReason.EXPIRED if approval.choice == "expired" else StopReason.REJECTED
    cancel(delivery, actor=actor, reason=reason.name)
    if delivery.enrollment_id is not None:
        stop_enrollments([delivery.contact_id], reason, actor=actor)


def lock_recipients(delivery_ids: Collection[int]) -> None:
    """Lock those whom these deliveries go to."""
    lock_contacts(list(Delivery.objects.filter(pk__in=delivery_ids).values_list("contact_id", flat=True)))


def lock_buyers(deal_ids: Collection[int]) -> None:
    """Lock those with whom these deals are."""
    deals = Deal.objects.filter(pk__in=deal_ids, contact__isnull=False)
    lock_contacts(list(deals.values_list("contact_id", flat=True)))


register_content(KIND, DeliveryContent)
register_resolver(KIND, settle_delivery)
register_subject_lock(SUBJECT, lock_recipients)
register_subject_lock(Contact._meta.label_lower, lock_contacts)
register_subject_lock(Deal._meta.label_lower, lock_buyers)
