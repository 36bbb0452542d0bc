"""The tick: what enrolments are due is looked at, their messages planned or sent, and their next look set.

Any number of workers may run it at once. What is not sent keeps its reason and is looked at again.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from outreach.channels import fates
from outreach.channels.parties import Parties
from outreach.channels.planning import log_plan, needs_person, place
from outreach.channels.registry import provider_of
from outreach.choices import EnrollmentStatus, StopReason
from outreach.looks import LATER, TICK, Look, book, days, look_at
from outreach.models import Delivery, Enrollment
from outreach.pacing import open_calendars
from outreach.reasons import LASTING
from outreach.recipients import load_recipients
from outreach.rows import update_rows
from quotahit import clock
from quotahit.audit.log import Act, append_many
from quotahit.events.record import Fact, record_many
from quotahit.workflow.claiming import claim_due

LEASE = timedelta(minutes=5)
BATCH = 1000  # enrolments to a transaction
FIELDS = ("status", "stop_reason", "skip_reason", "position", "next_at", "claimed_until", "ended_at")


def tick(limit: int = BATCH) -> int:
    """Look at up to `limit` due enrolments; returns how many."""
    enrollment_ids = claim_due(Enrollment.objects.filter(status=EnrollmentStatus.ACTIVE), limit, LEASE)
    if not enrollment_ids:
        return 0
    with transaction.atomic():
        contact_ids = Enrollment.objects.filter(pk__one_of=enrollment_ids).values_list("contact_id", flat=True)
        recipients = load_recipients(set(contact_ids), lock=True)
        active = Enrollment.objects.filter(pk__one_of=enrollment_ids, status=EnrollmentStatus.ACTIVE)
        enrollments = list(active.order_by("next_at", "pk").select_for_update())
        _act(*look_at(enrollments, recipients, at=clock.now(), record=True))
    return len(enrollment_ids)


def _act(looks: Sequence[Look], parties: Parties) -> None:
    now = clock.now()
    zones = {pk: organization.zone for pk, organization in parties.organizations.items()}
    calendars = open_calendars(parties.mailboxes.values(), zones)
    for look in looks:
        book(look, parties, calendars, now)
    _send_or_plan([look.delivery for look in looks if look.delivery and look.slot], parties, now)
    for look in looks:
        _move_on(look, now)
    update_rows([look.enrollment for look in looks], FIELDS)
    _report(looks)


def _send_or_plan(deliveries: Sequence[Delivery], parties: Parties, now: datetime) -> None:
    """What the sandbox takes now is settled now; the rest is planned, its text written again when it leaves."""
    at_once: list[Delivery] = []
    later: list[Delivery] = []
    for row in deliveries:
        (at_once if _settles_now(row, parties, now) else later).append(row)
    fates.sent(at_once, at=now)
    for row in later:
        row.body, row.subject = "", row.subject if row.in_reply_to else ""
        row.decision_id = row.decided_at = None
    place(later, parties)
    log_plan(later, TICK)


def _settles_now(delivery: Delivery, parties: Parties, now: datetime) -> bool:
    provider = provider_of(parties.mailboxes[delivery.mailbox_id or 0])
    return provider.settles_at_once and delivery.not_before <= now and not needs_person(delivery, parties)


def _move_on(look: Look, now: datetime) -> None:
    """Set what comes next for one enrolment, without writing it."""
    row, against = look.enrollment, look.against
    row.claimed_until = None
    row.skip_reason = f"{against.reason} {against.detail}".strip()[:80] if against else ""
    if against is not None and against.reason in LASTING:
        _end(row, EnrollmentStatus.STOPPED, now, StopReason.BLOCKED)
    elif against is not None:
        row.next_at = max(against.look_again or now + LATER, now + timedelta(seconds=1))
    elif look.step is None or look.next_step is None:
        _end(row, EnrollmentStatus.FINISHED, now)
    else:
        row.position, row.next_at = look.next_step.position, (look.slot or now) + days(look.next_step)


def _end(row: Enrollment, status: EnrollmentStatus, now: datetime, reason: str = "") -> None:
    row.status, row.stop_reason, row.next_at, row.ended_at = status, reason, None, now


def _report(looks: Sequence[Look]) -> None:
    """Events for what ended, and one entry in the log for each organization with what was found."""
    ended = [look for look in looks if look.enrollment.ended_at is not None]
    record_many(_fact(look) for look in ended)
    found: dict[int, Counter[str]] = {}
    for look in looks:
        outcome = look.against.reason if look.against else "planned" if look.delivery else "finished"
        found.setdefault(look.enrollment.organization_id, Counter())[outcome] += 1
    append_many(Act(pk, TICK, "enrollments.looked_at", why=dict(counts)) for pk, counts in found.items())


def _fact(look: Look) -> Fact:
    row = look.enrollment
    payload = {
        "enrollment_id": row.pk,
        "sequence_id": row.sequence_id,
        "sequence_code": look.sequence_code,
        "reason": str(row.stop_reason),
    }
    type_ = "enrollment.stopped" if row.status == EnrollmentStatus.STOPPED else "enrollment.finished"
    return Fact(row.organization_id, type_, ("crm.contact", row.contact_id), payload, TICK)
