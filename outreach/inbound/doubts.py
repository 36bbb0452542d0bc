"""A reply that may ask us to stop, or may not: nothing leaves for the person until one of ours has read it.

Opt-outs are heard generously, and what only sounds like one must not silence somebody for good. The hold is in force
with the reading, so a true opt-out loses nothing by the question; it never lapses, and no answer comes by itself.
"""

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from crm.analyses import close_analysis
from crm.choices import HoldKind, ReplyClass
from crm.holds import place_hold, release_holds
from crm.models import Contact, Interaction
from crm.todo import create_task
from outreach.choices import DOUBT
from outreach.inbound.receive import ACTOR, opt_out
from outreach.models import Delivery, InboundMessage
from outreach.replies.reading import BY_A_PERSON
from quotahit import clock
from quotahit.events.record import record
from quotahit.workflow.approvals import register_content, register_resolver, request, withdraw
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.contents import Content
from quotahit.workflow.models import Approval
from quotahit.workflow.models.approvals import ApprovalQuerySet

STOP, GO_ON = "stop", "go_on"
CHOICES = ((STOP, gettext_noop("Yes: never write again")), (GO_ON, gettext_noop("No: it says something else")))


class Doubt(Content):
    """The reply that has to be read."""

    inbound_id: int
    text: str
    why: str = gettext_noop(
        "It sounds a little like a wish to be left alone. Nothing is sent to this person until you have answered."
    )


def doubt(message: InboundMessage, contact: Contact) -> None:
    """Hold the sender and ask whether they want out."""
    with transaction.atomic():
        place_hold(message.organization, contact, HoldKind.DOUBT, by=ACTOR, key=_key(message))
        request(
            message.organization,
            kind=DOUBT,
            title=format_lazy(_("Does {sender} want to be left alone?"), sender=contact.name or message.sender),
            content=Doubt(inbound_id=message.pk, text=message.text),
            choices=CHOICES,
            actor=ACTOR,
            subject=contact,
            assignee=contact.owner,
            key=f"{_key(message)}:{_asked(message).exclude(status=ApprovalStatus.WAITING).count()}",
        )


def doubt_a_stranger(message: InboundMessage) -> None:
    """Nobody writes to an unknown sender, so nobody is held; somebody should read what they want all the same."""
    create_task(
        message.organization,
        title=_("Read a mail from somebody unknown, who may want to be left alone"),
        actor=ACTOR,
        due_at=clock.now(),
        key=_key(message),
    )


def withdraw_doubt(message: InboundMessage) -> None:
    """Take the question back: the message is read otherwise by now."""
    for approval in _asked(message).waiting():
        withdraw(approval, actor=ACTOR)


def settle(approval: Approval) -> None:
    """Obey the answer: they are left alone, or the reply goes to a person as one that is not understood.

    A question that was taken back holds nobody either.
    """
    shown = approval.load()
    if not isinstance(shown, Doubt):
        return
    message = InboundMessage.objects.for_organization(approval.organization_id).filter(pk=shown.inbound_id).first()
    if message is None or message.contact is None:
        return
    if approval.choice not in (STOP, GO_ON):
        release_holds(message.organization, kind=HoldKind.DOUBT, by=approval.resolved_by, key=_key(message))
        return
    label = ReplyClass.UNSUBSCRIBE if approval.choice == STOP else ReplyClass.UNKNOWN
    with transaction.atomic():
        _know(message, label)
        if approval.choice == STOP:
            source = f"raw:{message.raw_id}"
            opt_out(
                message.organization, message.contact, _addresses(message), source=source, actor=approval.resolved_by
            )
        tell_reply(message)
        release_holds(message.organization, kind=HoldKind.DOUBT, by=approval.resolved_by, key=_key(message))


def _know(message: InboundMessage, label: ReplyClass) -> None:
    """Write down, with the message and in the timeline, what it is by a person's word."""
    message.label, message.layer, message.confidence, message.reason = label, BY_A_PERSON, 1, ""
    message.save(update_fields=["label", "layer", "confidence", "reason"])
    for line in Interaction.objects.filter(pk=message.interaction_id):
        line.intent, line.detail = label, line.detail | {"confidence": 1.0, "layer": BY_A_PERSON, "reason": ""}
        line.save(update_fields=["intent", "detail"])
        if label is ReplyClass.UNSUBSCRIBE:
            close_analysis(line, layer=BY_A_PERSON)


def tell_reply(message: InboundMessage) -> None:
    """Record that the contact answered, once for each class that the message was found to be of."""
    record(
        message.organization,
        "reply.received",
        subject=message.contact,
        payload={
            "inbound_id": message.pk,
            "delivery_id": message.delivery_id,
            "label": message.label,
            "confidence": None if message.confidence is None else float(message.confidence),
            "layer": message.layer,
            "interaction_id": message.interaction_id,
            "come_back_on": message.return_date.isoformat() if message.return_date else None,
        },
        source=ACTOR,
        key=f"reply.received:{message.raw_id}:{message.label}",
    )


def _addresses(message: InboundMessage) -> set[str]:
    written_to = Delivery.objects.filter(pk=message.delivery_id).values_list("address", flat=True).first()
    return {message.sender, written_to or ""} - {""}


def _key(message: InboundMessage) -> str:
    return f"opt-out:{message.raw_id}"


def _asked(message: InboundMessage) -> ApprovalQuerySet:
    return Approval.objects.for_organization(message.organization_id).filter(
        kind=DOUBT, key__startswith=f"{_key(message)}:"
    )


register_content(DOUBT, Doubt)
register_resolver(DOUBT, settle)
