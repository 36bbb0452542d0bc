"""The tick: what enrolments are due is looked at, their messages planned or sent, and their next look set.

Any number of workers may run it at once. What is not sent keeps its reason and is looked at again.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, transaction

from outreach.channels import fates
from outreach.channels.parties import Parties
from outreach.channels.planning import log_plan, needs_person, place
from outreach.channels.registry import provider_of
from outreach.choices import EnrollmentStatus, StopReason
from outreach.looks import LATER, TICK, Look, book, look_at
from outreach.models import Delivery, Enrollment
from outreach.pace import WENT_COLD, next_look
from outreach.pacing import open_calendars
from outreach.reasons import LASTING
from outreach.recipients import load_recipients
from quotahit import clock
from quotahit.audit.log import Act, append_many
from quotahit.bulk import make
from quotahit.bulk import update as update_rows
from quotahit.events.record import Fact, record_many
from quotahit.workflow.claiming import lock_due

log = logging.getLogger(__name__)
BATCH = 1000  # enrolments to a transaction
READ = ("id", "organization_id", "contact_id", "sequence_id", "mailbox_id", "position")
KNOWN = {"status": EnrollmentStatus.ACTIVE, "next_at": None, "enrolled_at": None}  # or not asked for
MOVED = ("skip_reason", "position", "next_at")
ENDED = ("status", "stop_reason", "skip_reason", "next_at", "ended_at")


def tick(limit: int = BATCH) -> int:
    """Look at up to `limit` due enrolments; returns how many.

    Taking, judging and writing are one transaction. A person whom somebody else has locked is left for the next tick,
    for who waits for a person while holding their enrolment may wait in a ring. One that cannot be written down stops
    none of the others.
    """
    taken: list[int] = []
    try:
        with transaction.atomic():
            taken += lock_due(Enrollment.objects.filter(status=EnrollmentStatus.ACTIVE), limit)
            return _look(taken) if taken else 0
    except OperationalError:
        raise  # the database's trouble and nobody's in particular: all of it comes again
    except Exception:  # whatever it is, it is found by halving, and everybody else gets their message
        log.exception("A tick failed; its %s enrolments are looked at apart", len(taken))
        return _apart(taken)


def _apart(enrollment_ids: Sequence[int]) -> int:
    """Look at a batch that failed in halves, down to the one that is at fault: that one rests for a day."""
    half, done = len(enrollment_ids) // 2, 0
    for part in (enrollment_ids[:half], enrollment_ids[half:]) if half else (enrollment_ids,):
        try:
            with transaction.atomic():
                done += _look(part)
        except OperationalError:
            raise
        except Exception:  # as above
            if half:
                done += _apart(part)
            else:
                log.exception("Enrolment %s cannot be moved on", *part)
                rest = {"next_at": clock.now() + LATER, "skip_reason": "FAILED"}
                done += Enrollment.objects.filter(pk__in=part, status=EnrollmentStatus.ACTIVE).update(**rest)
    return done


def _look(enrollment_ids: Sequence[int]) -> int:
    """Look at those of these enrolments that are due and at hand, and act; returns how many."""
    due = _read(enrollment_ids)
    recipients = load_recipients({row.contact_id for row in due}, lock=True, wait=False)
    at_hand = [row for row in due if row.contact_id in recipients]
    if at_hand:
        _act(*look_at(at_hand, recipients, at=clock.now(), record=True))
    return len(at_hand)


def _read(enrollment_ids: Sequence[int]) -> list[Enrollment]:
    """The enrolments, locked, with what is needed to act on them, in the order in which they are due."""
    due = Enrollment.objects.filter(pk__one_of=enrollment_ids, status=EnrollmentStatus.ACTIVE, next_at__lte=clock.now())
    rows = due.order_by("next_at", "pk").select_for_update(skip_locked=True).values_list(*READ)
    return [make(Enrollment, **KNOWN, **dict(zip(READ, row, strict=True))) for row in rows]


def _act(looks: Sequence[Look], parties: Parties) -> None:
    now = clock.now()
    zones = {pk: organization.zone for pk, organization in parties.organizations.items()}
    calendars = open_calendars(parties.mailboxes.values(), zones)
    for look in looks:
        book(look, parties, calendars, now)
    _send_or_plan([look.delivery for look in looks if look.delivery and look.slot], parties, now)
    for look in looks:
        _move_on(look, now)
    rows = [look.enrollment for look in looks]
    update_rows([row for row in rows if row.ended_at is None], MOVED)
    update_rows([row for row in rows if row.ended_at is not None], ENDED)
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
    row.skip_reason = f"{against.reason} {against.detail}".strip()[:80] if against else ""
    if against is not None and against.reason in LASTING:
        _end(row, EnrollmentStatus.STOPPED, now, StopReason.BLOCKED)
    elif against is not None and against.reason == WENT_COLD:
        _end(row, EnrollmentStatus.STOPPED, now, StopReason.COLD)
    elif against is not None:
        row.next_at = max(against.look_again or now + LATER, now + timedelta(seconds=1))
    elif look.step is None or look.next_step is None:
        _end(row, EnrollmentStatus.FINISHED, now)
    else:
        row.position, row.next_at = look.next_step.position, (look.slot or now) + next_look(look.next_step, look.trend)


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
