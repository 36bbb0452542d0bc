"""Putting people into sequences and taking them out again."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from compliance.gate import Attempt, check
from crm.choices import Channel
from crm.holds import standing_holds
from crm.journal import enter, source_of
from outreach.choices import EnrollmentStatus, Purpose, StopReason
from outreach.deliveries import cancel_sequence_mail
from outreach.errors import NotSendable
from outreach.mailboxes import Chooser
from outreach.models import Enrollment, Mailbox, Sequence, Thread
from outreach.recipients import Recipient, load_recipients, lock_contacts
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import Act, actor_name, append_many
from quotahit.events.record import Fact, record_many

RUNNING = (EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED)
OUR_SIDE = frozenset({"postal", "one_click", "dmarc"})  # asked of the mailbox when a message leaves, not of the person


@dataclass
class EnrollmentResult:
    """How many began, and why not the others: a reason code for each contact id."""

    enrolled: int = 0
    skipped: dict[int, str] = field(default_factory=dict)


def enroll(
    organization: Organization,
    contact_ids: Collection[int],
    sequence: Sequence,
    *,
    actor: object,
    mailbox: Mailbox | None = None,
    replace: bool = False,
) -> EnrollmentResult:
    """Start `sequence` for these contacts, from `mailbox` or from the one that suits each.

    With `replace` a contact leaves the sequence it is in; without, it is skipped. An agent never starts for anybody
    a sequence that they have had before; a person may.
    """
    first = sequence.steps.first()
    with transaction.atomic():
        recipients = load_recipients(contact_ids, lock=True)
        mine = {pk: found for pk, found in recipients.items() if found.organization_id == organization.pk}
        skipped = {pk: "NOT_FOUND" for pk in contact_ids if pk not in mine}
        if first is None:
            return EnrollmentResult(skipped=skipped | dict.fromkeys(mine, "NO_STEPS"))
        skipped |= reasons_against(organization, mine, sequence, actor, replace=replace)
        senders = senders_for(organization, [mine[pk] for pk in mine if pk not in skipped], mailbox)
        skipped |= {pk: "NO_MAILBOX" for pk, sender in senders.items() if sender is None}
        chosen = {pk: sender for pk, sender in senders.items() if sender is not None}
        if replace:
            stop_enrollments(chosen, StopReason.REPLACED, actor=actor)
        due = clock.now() + timedelta(days=float(first.delay_days))
        started = Enrollment.objects.bulk_create(
            Enrollment(
                organization=organization,
                contact_id=pk,
                sequence=sequence,
                mailbox=sender,
                position=first.position,
                next_at=due,
                enrolled_by=actor_name(actor),
            )
            for pk, sender in chosen.items()
        )
        record_many(_fact(row, "enrollment.started", actor, sequence.code) for row in started)
        why = {"enrolled": len(started), "skipped": dict(Counter(skipped.values()))}
        append_many([Act(organization.pk, actor_name(actor), "contacts.enrolled", sequence, why)])
    return EnrollmentResult(len(started), skipped)


def stop_enrollments(contact_ids: Iterable[int], reason: StopReason, *, actor: object) -> int:
    """End what these contacts are in, and cancel what was planned for them; returns how many enrolments ended."""
    ids = set(contact_ids)
    with transaction.atomic():
        lock_contacts(ids)
        running = Enrollment.objects.filter(contact__in=ids, status__in=RUNNING)
        stopped = list(running.select_related("sequence").select_for_update(of=("self",)))
        Enrollment.objects.filter(pk__in=[row.pk for row in stopped]).update(
            status=EnrollmentStatus.STOPPED, stop_reason=reason, next_at=None, claimed_until=None, ended_at=clock.now()
        )
        cancel_sequence_mail(ids, reason, actor=actor)
        record_many(_fact(row, "enrollment.stopped", actor, row.sequence.code, reason) for row in stopped)
        counts = Counter(row.organization_id for row in stopped)
        append_many(
            Act(organization_id, actor_name(actor), "enrollments.stopped", why={"count": count, "reason": reason})
            for organization_id, count in counts.items()
        )
    return len(stopped)


def pause_enrollment(enrollment: Enrollment, *, actor: object) -> None:
    """Let the sequence rest until a person resumes it."""
    _switch(enrollment, EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED, "enrollment.paused", actor)


def resume_enrollment(enrollment: Enrollment, *, actor: object) -> None:
    """Go on where it was paused; what became due in the meantime is due now."""
    _switch(enrollment, EnrollmentStatus.PAUSED, EnrollmentStatus.ACTIVE, "enrollment.resumed", actor)


def _switch(
    enrollment: Enrollment, before: EnrollmentStatus, after: EnrollmentStatus, type: str, actor: object
) -> None:
    with transaction.atomic():
        if not Enrollment.objects.filter(pk=enrollment.pk, status=before).update(status=after, claimed_until=None):
            raise NotSendable(f"This enrolment is not {before.label.lower()}.")
        payload = {"enrollment_id": enrollment.pk, "sequence_id": enrollment.sequence_id}
        enter(enrollment.organization_id, type, enrollment.contact, actor=actor, payload=payload)
    enrollment.refresh_from_db()


def reasons_against(
    organization: Organization, recipients: dict[int, Recipient], sequence: Sequence, actor: object, *, replace: bool
) -> dict[int, str]:
    """Why some of these contacts are not enrolled: the first reason that holds."""
    earlier = list(Enrollment.objects.filter(contact__in=recipients).values_list("contact_id", "sequence_id", "status"))
    same = {contact for contact, other, _ in earlier if other == sequence.pk}
    running = {(contact, other) for contact, other, status in earlier if status in RUNNING}
    busy = {contact for contact, other in running if not replace or other == sequence.pk}
    had = set() if isinstance(actor, User) else same
    held = standing_holds(organization.pk, recipients)
    reasons = {}
    for pk, recipient in recipients.items():
        if not recipient.address:
            reasons[pk] = "NO_ADDRESS"
        elif pk in busy:
            reasons[pk] = "ALREADY_ENROLLED"
        elif pk in had:
            reasons[pk] = "HAD_IT_BEFORE"
        elif pk in held and held[pk].until is None:
            reasons[pk] = "HELD"
    return reasons | _objections([recipient for pk, recipient in recipients.items() if pk not in reasons])


def _objections(recipients: list[Recipient]) -> dict[int, str]:
    """What the gate says of these people as such, whatever state our own side is in."""
    now = clock.now()
    attempts = [
        Attempt(
            organization_id=recipient.organization_id,
            subject=("crm.contact", recipient.id),
            address=recipient.address,
            channel=Channel.EMAIL,
            purpose=Purpose.MARKETING,
            at=now,
            country=recipient.place[0],
            state=recipient.place[1],
            zip=recipient.place[2],
            traits=OUR_SIDE,
        )
        for recipient in recipients
    ]
    decisions = zip(recipients, check(attempts, record=False), strict=True)
    return {recipient.id: decision.reason for recipient, decision in decisions if not decision.allowed}


def senders_for(
    organization: Organization, recipients: list[Recipient], mailbox: Mailbox | None
) -> dict[int, Mailbox | None]:
    """Who writes to each: the mailbox asked for, else the one that wrote before, else the one that suits."""
    if mailbox is not None:
        return {recipient.id: mailbox for recipient in recipients}
    threads = Thread.objects.filter(contact__in=[recipient.id for recipient in recipients], mailbox__is_active=True)
    before = {thread.contact_id: thread.mailbox for thread in threads.select_related("mailbox").order_by("last_at")}
    chooser = Chooser(organization)
    return {recipient.id: before.get(recipient.id) or chooser.choose(recipient.owner_id) for recipient in recipients}


def _fact(row: Enrollment, type: str, actor: object, code: str, reason: str = "") -> Fact:
    payload = {
        "enrollment_id": row.pk,
        "sequence_id": row.sequence_id,
        "sequence_code": code,
        "reason": str(reason),
    }
    return Fact(row.organization_id, type, ("crm.contact", row.contact_id), payload, source_of(actor))
