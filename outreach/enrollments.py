"""Putting people into sequences and taking them out again."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext

from crm.journal import enter, same_organization, source_of
from outreach.choices import END_OF_CONVERSATION, EnrollmentStatus, StopReason
from outreach.deliveries import cancel_sequence_mail, take_back
from outreach.eligibility import RUNNING, keep_refusals, reasons_against, senders_for
from outreach.errors import NotSendable
from outreach.models import Enrollment, Mailbox, Sequence
from outreach.recipients import load_recipients, lock_contacts
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import Act, actor_name, append, append_many
from quotahit.events.record import Fact, record_many


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
    same_organization(organization, sequence, mailbox)
    with transaction.atomic():
        senders, skipped = _sort_out(organization, contact_ids, sequence, actor, mailbox, replace=replace)
        if replace:
            stop_enrollments(senders, StopReason.REPLACED, actor=actor)
        started = _start(organization, senders, sequence, actor)
        record_many(_fact(row, "enrollment.started", actor, sequence.code) for row in started)
        why = {"enrolled": len(started), "skipped": dict(Counter(skipped.values()))}
        append(organization, actor, "contacts.enrolled", sequence, why=why)
    return EnrollmentResult(len(started), skipped)


def stop_enrollments(contact_ids: Iterable[int], reason: StopReason, *, actor: object) -> int:
    """End what these contacts are in, and cancel what was planned for them; returns how many enrolments ended.

    Where the reason ends the conversation too, nothing about them waits for a person's word any longer.
    """
    ids = set(contact_ids)
    with transaction.atomic():
        lock_contacts(ids)
        running = Enrollment.objects.filter(contact__in=ids, status__in=RUNNING)
        stopped = list(running.select_related("sequence").select_for_update(of=("self",)))
        Enrollment.objects.filter(pk__in=[row.pk for row in stopped]).update(
            status=EnrollmentStatus.STOPPED, stop_reason=reason, next_at=None, ended_at=clock.now()
        )
        cancel_sequence_mail(ids, reason, actor=actor)
        if reason in END_OF_CONVERSATION:
            take_back(ids, reason, actor=actor)
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
        if not Enrollment.objects.filter(pk=enrollment.pk, status=before).update(status=after):
            raise NotSendable(gettext("This enrolment is not {label}.").format(label=before.label.lower()))
        payload = {"enrollment_id": enrollment.pk, "sequence_id": enrollment.sequence_id}
        enter(enrollment.organization_id, type, enrollment.contact, actor=actor, payload=payload)
    enrollment.refresh_from_db()


def _sort_out(
    organization: Organization,
    contact_ids: Collection[int],
    sequence: Sequence,
    actor: object,
    mailbox: Mailbox | None,
    *,
    replace: bool,
) -> tuple[dict[int, Mailbox], dict[int, str]]:
    """Who is written to by which mailbox, and who is not and why; their rows are locked from here on."""
    recipients = load_recipients(contact_ids, lock=True)
    mine = {pk: found for pk, found in recipients.items() if found.organization_id == organization.pk}
    skipped = {pk: "NOT_FOUND" for pk in contact_ids if pk not in mine}
    if not sequence.steps.exists():
        return {}, skipped | dict.fromkeys(mine, "NO_STEPS")
    skipped |= reasons_against(organization, mine, sequence, actor, replace=replace)
    keep_refusals(mine.values(), skipped)
    senders = senders_for(organization, [mine[pk] for pk in mine if pk not in skipped], mailbox)
    skipped |= {pk: "NO_MAILBOX" for pk, sender in senders.items() if sender is None}
    return {pk: sender for pk, sender in senders.items() if sender is not None}, skipped


def _start(
    organization: Organization, senders: dict[int, Mailbox], sequence: Sequence, actor: object
) -> list[Enrollment]:
    first = sequence.steps.first()
    if first is None:
        return []
    due = clock.now() + timedelta(days=float(first.delay_days))
    return Enrollment.objects.bulk_create(
        Enrollment(
            organization=organization,
            contact_id=pk,
            sequence=sequence,
            mailbox=sender,
            position=first.position,
            next_at=due,
            enrolled_by=actor_name(actor),
        )
        for pk, sender in senders.items()
    )


def _fact(row: Enrollment, type: str, actor: object, code: str, reason: str = "") -> Fact:
    payload = {
        "enrollment_id": row.pk,
        "sequence_id": row.sequence_id,
        "sequence_code": code,
        "reason": str(reason),
    }
    return Fact(row.organization_id, type, ("crm.contact", row.contact_id), payload, source_of(actor))
