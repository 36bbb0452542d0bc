"""Asking a person about one message: what they see, what they may change, and taking the question back."""

from collections.abc import Collection
from typing import ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from outreach.models import Delivery
from outreach.recipients import Recipient
from quotahit.workflow import approvals
from quotahit.workflow.contents import Content
from quotahit.workflow.models import Approval

KIND = "delivery"
SUBJECT = Delivery._meta.label_lower


class DeliveryContent(Content):
    """A message as it will be sent; whoever approves may change its words, not its recipient. Where a person is asked
    although agents are free to write, `why` says what to look at."""

    editable: ClassVar[tuple[str, ...]] = ("subject", "text")

    recipient: str
    address: str
    sender: str
    subject: str
    text: str


def ask_for_approval(delivery: Delivery, recipient: Recipient) -> Approval:
    """Put a waiting delivery before the mailbox's owner, or whoever may sell where it has none."""
    mailbox = delivery.mailbox
    content = DeliveryContent(
        recipient=recipient.name,
        address=delivery.address,
        sender=str(mailbox or ""),
        subject=delivery.subject,
        text=delivery.body,
        **({"why": delivery.explanation} if delivery.must_ask and delivery.explanation else {}),
    )
    return approvals.request(
        delivery.organization,
        kind=KIND,
        title=format_lazy(
            _("Send “{subject}” to {recipient}?"),
            subject=delivery.subject or delivery.get_channel_display(),
            recipient=recipient.name or delivery.address,
        ),
        content=content,
        choices=(("approve", gettext_noop("Send")), ("reject", gettext_noop("Do not send"))),
        actor=delivery.planned_by,
        subject=delivery,
        assignee=mailbox.owner if mailbox else None,
    )


def withdraw_questions(delivery_ids: Collection[int], *, actor: object, why: str = "") -> None:
    """Take back what is still being asked about these deliveries."""
    approvals.withdraw_about(SUBJECT, delivery_ids, actor=actor, why=why)
