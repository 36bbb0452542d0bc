"""Reading a provider's webhook: an inbound mail becomes a raw mail of its own, a report acts on its delivery."""

from typing import Any

from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, EventType, RejectReason
from django.db import transaction

from compliance.choices import Bar
from compliance.suppressions import suppress
from crm.addresses import invalidate_email
from crm.choices import Channel, HoldKind
from crm.holds import release_holds
from outreach.choices import StopReason
from outreach.enrollments import stop_enrollments
from outreach.errors import NotHandedOver
from outreach.inbound.doors import request_of, view_of
from outreach.inbound.receive import ACTOR, reading_key, receive_mail
from outreach.models import Delivery, Mailbox
from quotahit.events.models import RawInbound
from quotahit.events.record import record
from quotahit.hooks import Hook
from quotahit.ids import id_in

# What a report means for us: the reason of the suppression and how the sequence ends.
_ENDS = {
    EventType.BOUNCED: (Bar.HARD_BOUNCE, StopReason.BOUNCED, "email.bounced"),
    EventType.COMPLAINED: (Bar.COMPLAINT, StopReason.COMPLAINED, "email.complained"),
    EventType.UNSUBSCRIBED: (Bar.UNSUBSCRIBED, StopReason.UNSUBSCRIBED, "contact.unsubscribed"),
}
_SOFT = (RejectReason.TIMED_OUT, RejectReason.OTHER, RejectReason.BLOCKED)


def read(row: RawInbound) -> None:
    """Act on one stored webhook. May ask the provider for the mail itself, so the fetch is outside any transaction."""
    mailbox = Mailbox.objects.select_related("organization").get(pk=row.headers["mailbox_id"])
    hook = Hook((), "POST", row.headers["http"], "", bytes(row.body))
    events = view_of(mailbox, row.headers["webhook"]).parse_events(request_of(hook))
    with transaction.atomic():
        for number, event in enumerate(events):
            if isinstance(event, AnymailInboundEvent):
                _mail(row, mailbox, number, event)
            else:
                _report(row, event)
        release_holds(row.organization, kind=HoldKind.READING, by=ACTOR, key=reading_key(row))
        row.status, row.error, row.claimed_until = RawInbound.Status.READ, "", None
        row.save(update_fields=["status", "error", "claimed_until"])


def _mail(row: RawInbound, mailbox: Mailbox, number: int, event: AnymailInboundEvent) -> None:
    # A provider that is out of order answers with something else, which reads like a mail of which nothing is known.
    if event.message is None or not any(event.message.get(name) for name in ("From", "Message-ID")):
        raise NotHandedOver("The provider told of a mail, and gave none when it was asked.")
    source, vendor_id = f"webhook:{mailbox.pk}", f"{row.pk}.{number}"
    raw = event.message.as_bytes()
    receive_mail(mailbox.organization, raw, source=source, vendor_id=vendor_id, mailbox=mailbox)


def _report(row: RawInbound, event: AnymailTrackingEvent) -> None:
    """A bounce, a complaint or an opt-out ends the outreach; deliveries and deferrals are only noted by the vendor."""
    delivery = _delivery(row, event)
    if delivery is None or event.event_type not in _ENDS:
        return
    reason, stop, type_ = _ENDS[event.event_type]
    is_soft = event.event_type == EventType.BOUNCED and event.reject_reason in _SOFT
    if not is_soft:
        suppress(row.organization, Channel.EMAIL, delivery.address, reason=reason, source=f"raw:{row.pk}", actor=ACTOR)
        stop_enrollments([delivery.contact_id], stop, actor=ACTOR)
        if event.event_type == EventType.BOUNCED:
            invalidate_email(row.organization, delivery.address, actor=ACTOR)
    record(
        row.organization,
        type_,
        subject=("crm.contact", delivery.contact_id),
        payload={"delivery_id": delivery.pk, "status": "", "action": "soft" if is_soft else "suppress"},
        source=ACTOR,
        key=f"{type_}:{row.pk}:{delivery.pk}",
    )


def _delivery(row: RawInbound, event: Any) -> Delivery | None:
    """The delivery that a report is about: by our metadata, else by the provider's id."""
    mine = Delivery.objects.for_organization(row.organization)
    named = str((event.metadata or {}).get("delivery", ""))
    if named.isdecimal():
        return mine.filter(pk=id_in(named)).first()
    return mine.filter(provider_id=event.message_id).first() if event.message_id else None
