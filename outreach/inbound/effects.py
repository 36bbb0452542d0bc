"""What each kind of mail leads to. Every effect may run twice: a mail that is read again changes nothing twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from compliance.choices import Bar
from compliance.suppressions import suppress
from crm.addresses import invalidate_email
from crm.choices import Channel, HoldKind, ReplyClass
from crm.holds import place_hold
from crm.models import Contact
from crm.notify import notify_role
from crm.todo import create_task
from crm.understanding import EmotionalAnalysis
from outreach.choices import MailKind, StopReason
from outreach.enrollments import stop_enrollments
from outreach.inbound.alarms import call_a_person, calls_for_a_person
from outreach.inbound.doubts import doubt, doubt_a_stranger, tell_reply, withdraw_doubt
from outreach.inbound.people import Match
from outreach.inbound.reading import BounceAction, MailReading
from outreach.inbound.receive import ACTOR, addresses_of, opt_out
from outreach.models import InboundMessage
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.events.models import Event
from quotahit.events.record import record

AWAY = timedelta(days=7)  # where an out-of-office names no date
LONGEST_AWAY = timedelta(days=400)  # a date in another century must not silence somebody for good
FULL = timedelta(days=3)  # a full mailbox gets some time
SOFT_LIMIT, SOFT_PERIOD = 5, timedelta(days=30)  # transient failures after which an address counts as dead


@dataclass(frozen=True)
class Case:
    """One message that was just filed."""

    message: InboundMessage
    reading: MailReading
    found: Match
    analysis: EmotionalAnalysis | None = None  # of what a person wrote

    @property
    def address(self) -> str:
        """The address that failed or complained: the one we wrote to, as far as it is known."""
        if self.found.delivery is not None:
            return self.found.delivery.address
        return next(iter(self.reading.failed_recipients), "")

    def tell(self, type: str, **payload: object) -> Event | None:
        """Record an event about the contact, once for this message and reading."""
        if self.message.contact is None:
            return None
        ids = {"inbound_id": self.message.pk, "delivery_id": self.message.delivery_id}
        return record(
            self.message.organization,
            type,
            subject=self.message.contact,
            payload={**ids, **payload},
            source=ACTOR,
            key=f"{type}:{self.message.raw_id}:{self.message.label}",
        )


def reply(case: Case) -> None:
    """A person answered: what ran for them stops, and the orchestrator hears of it."""
    message = case.message
    contact = message.contact
    if contact is not None and message.is_doubtful:
        stop_enrollments([contact.pk], StopReason.REPLIED, actor=ACTOR)
        doubt(message, contact)
        return
    withdraw_doubt(message)  # of an earlier reading
    if message.is_doubtful:
        doubt_a_stranger(message)
    elif message.label == ReplyClass.UNSUBSCRIBE:
        addresses = addresses_of(case.reading, case.found)
        opt_out(
            message.organization,
            contact,
            addresses,
            source=f"raw:{message.raw_id}",
            channel=case.reading.channel,
        )
    if contact is not None:
        stop_enrollments([contact.pk], StopReason.REPLIED, actor=ACTOR)
        tell_reply(message)
        if case.analysis is not None and calls_for_a_person(case.analysis):
            call_a_person(message, contact)


def away(case: Case) -> None:
    """Hold the person until they are back, by the morning of their own clock; the sequence then goes on."""
    contact = case.message.contact
    if contact is None:
        return
    until = _back(contact, case.message)
    if until <= clock.now():
        return
    key = f"away:{case.message.raw_id}"
    place_hold(case.message.organization, contact, HoldKind.OUT_OF_OFFICE, by=ACTOR, until=until, key=key)
    case.tell("contact.out_of_office", until=until.isoformat())


def left(case: Case) -> None:
    """The person works there no more: their address is dead, and nothing more is sent to it."""
    contact = case.message.contact
    if contact is None:
        return
    invalidate_email(case.message.organization, case.address or case.message.sender, actor=ACTOR)
    stop_enrollments([contact.pk], StopReason.LEFT, actor=ACTOR)
    case.tell("contact.left_company")


def challenge(case: Case) -> None:
    """Somebody's filter wants a person to prove themselves: only a person may."""
    create_task(
        case.message.organization,
        title=_("Answer the challenge of a mail filter, or leave it"),
        actor=ACTOR,
        contact=case.message.contact,
        due_at=clock.now(),
        key=f"challenge:{case.message.raw_id}",
    )


def bounce(case: Case) -> None:
    """Do what the table of RFC 3463 codes says of this failure."""
    message, action = case.message, case.reading.action
    if action == BounceAction.SOFT and _is_one_too_many(case):
        action = BounceAction.SUPPRESS
    if action == BounceAction.SUPPRESS:
        bar = Bar.SOFT_BOUNCES if case.reading.action == BounceAction.SOFT else Bar.HARD_BOUNCE
        _dead(case, bar, StopReason.BOUNCED)
    elif action == BounceAction.MAILBOX_FULL and message.contact is not None:
        until, key = clock.now() + FULL, f"full:{message.raw_id}"
        place_hold(message.organization, message.contact, HoldKind.MANUAL, by=ACTOR, until=until, key=key)
    elif action == BounceAction.OUR_FAULT:
        notify_role(
            message.organization,
            Role.MANAGER,
            kind="mail_refused",
            title=format_lazy(
                _("Mail was refused ({code}): this is on our side to mend"), code=message.status_code or "–"
            ),
            link=f"/outreach/inboundmessage/{message.pk}/change/",
            urgency="high",
            key=f"refused:{message.raw_id}",
        )
    case.tell("email.bounced", status=message.status_code, action=str(action))


def complaint(case: Case) -> None:
    """Somebody pressed “spam”: never again, and the managers should know."""
    if case.reading.action == BounceAction.OUR_FAULT:
        return  # a report about our domain's authentication, not a person's complaint
    _dead(case, Bar.COMPLAINT, StopReason.COMPLAINED, is_dead_address=False)
    notify_role(
        case.message.organization,
        Role.MANAGER,
        kind="complaint",
        title=_("A recipient reported a mail as spam"),
        link=f"/outreach/inboundmessage/{case.message.pk}/change/",
        urgency="high",
        key=f"complaint:{case.message.raw_id}",
    )
    case.tell("email.complained")


def nothing(case: Case) -> None:
    """A receipt: it stands in the timeline and stops nothing."""


def _dead(case: Case, reason: Bar, stop: StopReason, *, is_dead_address: bool = True) -> None:
    message = case.message
    if case.address:
        source = f"raw:{message.raw_id}"
        suppress(message.organization, Channel.EMAIL, case.address, reason=reason, source=source, actor=ACTOR)
        if is_dead_address:
            invalidate_email(message.organization, case.address, actor=ACTOR)
    if message.contact is not None:
        stop_enrollments([message.contact.pk], stop, actor=ACTOR)


def _is_one_too_many(case: Case) -> bool:
    if case.message.contact is None:
        return False
    since = clock.now() - SOFT_PERIOD
    failures = Event.objects.filter(
        organization=case.message.organization,
        type="email.bounced",
        subject_type="crm.contact",
        subject_id=case.message.contact.pk,
        at__gte=since,
        payload__action=BounceAction.SOFT,
    )
    return failures.count() + 1 >= SOFT_LIMIT


def _back(contact: Contact, message: InboundMessage) -> datetime:
    zone = ZoneInfo(contact.zone or message.organization.zone)
    if message.return_date is None:
        return message.received_at + AWAY
    return min(datetime.combine(message.return_date, time(8), zone), message.received_at + LONGEST_AWAY)


EFFECTS: dict[MailKind, Callable[[Case], None]] = {
    MailKind.HUMAN: reply,
    MailKind.OUT_OF_OFFICE: away,
    MailKind.LEFT_COMPANY: left,
    MailKind.AUTO_ACK: nothing,
    MailKind.CHALLENGE: challenge,
    MailKind.BOUNCE: bounce,
    MailKind.COMPLAINT: complaint,
}
