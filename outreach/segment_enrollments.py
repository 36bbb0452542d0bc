"""Enrolling a segment: everybody in it now, or everybody who ever comes into it, a thousand at a time.

Whom it has looked at has an entry with what came of it, so nobody is enrolled twice, by however many workers, and a
round that was interrupted goes on. Who was left out for a reason that passes is looked at again after a day.
"""

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from crm.errors import BadSegmentError
from crm.journal import enter, same_organization
from crm.models import Contact, Segment
from crm.segments.compiling import segment_contacts
from crm.segments.defining import register_segment_use
from outreach.eligibility import chances
from outreach.enrollments import enroll
from outreach.errors import NotSendable
from outreach.models import SegmentEnrollment, SegmentEntry, Sequence
from quotahit import clock
from quotahit.accounts.models import Membership
from quotahit.accounts.visibility import viewer_of, visible
from quotahit.estimates import Number, count_about
from quotahit.workflow.claiming import lock_due

log = logging.getLogger(__name__)
BATCH = 1000
ROUND = timedelta(minutes=5)  # from one round of a standing enrolment to the next
AGAIN = timedelta(days=1)
# Reasons that may pass by themselves; the others are for good, or until somebody acts.
PASSING = ("ALREADY_ENROLLED", "HELD", "NO_ADDRESS", "NO_MAILBOX", "NO_STEPS")
STANDING = "system:standing_enrollment"
LOOKED_AT = 1000  # contacts of a segment whose chances are told before


@dataclass(frozen=True)
class Outlook:
    """What enrolling a segment would do: of the `looked_at` first of `total`, who begins, and why not the others."""

    total: Number
    looked_at: int
    beginning: int
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def is_sample(self) -> bool:
        return self.looked_at < self.total.value


def outlook(segment: Segment, sequence: Sequence, *, by: Membership) -> Outlook:
    """Look ahead, as this member would enrol those whom they see, without writing anything. Raises BadSegmentError."""
    organization = segment.organization
    rows = visible(segment_contacts(segment, organization), by)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:LOOKED_AT])
    reasons = chances(organization, ids, sequence, by.user)
    total = Number(len(ids)) if len(ids) < LOOKED_AT else count_about(total=rows)["total"]
    return Outlook(total, len(ids), len(ids) - len(reasons), dict(Counter(reasons.values()).most_common()))


def enroll_segment(
    segment: Segment, sequence: Sequence, *, by: Membership, stands: bool = False, actor: str = ""
) -> SegmentEnrollment:
    """Let the scheduler enrol whomever this member sees in the segment; where it `stands`, whoever comes into it later
    as well. `actor` names the program that asks for it in the member's place.

    Raises NotSendable when this segment is being enrolled in this sequence already, and BadSegmentError.
    """
    same_organization(segment.organization, sequence)
    segment_contacts(segment, segment.organization)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = SegmentEnrollment.objects.create(
                    organization=segment.organization,
                    segment=segment,
                    sequence=sequence,
                    stands=stands,
                    is_narrow=viewer_of(by) is not None,
                    by=by.user,
                    actor=actor,
                )
        except IntegrityError as error:
            raise NotSendable(
                gettext("“{segment}” is being enrolled in “{sequence}” already.").format(
                    segment=segment, sequence=sequence
                )
            ) from error
        _enter(row, "segment.enrollment_started", actor or by.user, stands=stands)
    return row


def end_segment_enrollment(row: SegmentEnrollment, *, actor: object) -> bool:
    """Enrol nobody more; who is in the sequence stays in it. False if it had ended."""
    with transaction.atomic():
        if not SegmentEnrollment.objects.under_way().filter(pk=row.pk).update(ended_at=clock.now()):
            return False
        row.refresh_from_db()
        _enter(row, "segment.enrollment_ended", actor)
    return True


def enroll_waiting(limit: int = BATCH) -> int:
    """One batch of one enrolment that is due; returns 0 when there is nothing to do.

    One that fails by our own fault rests until the next round, and stops none of the others.
    """
    taken: list[int] = []
    try:
        with transaction.atomic():
            taken += lock_due(SegmentEnrollment.objects.under_way(), 1)
            rows = SegmentEnrollment.objects.filter(pk__in=taken).under_way()
            for row in rows.select_related("organization", "segment__organization", "sequence", "by"):
                _advance(row, limit)
    except OperationalError:
        raise  # the database's trouble and nobody's in particular
    except Exception:  # whatever it is, the other segments go on
        log.exception("Enrolments %s of segments cannot be moved on", taken)
        SegmentEnrollment.objects.filter(pk__in=taken).update(next_at=clock.now() + ROUND)
    return len(taken)


def results_of(row: SegmentEnrollment, by: Membership | None = None) -> tuple[int, dict[str, int]]:
    """How many were enrolled, and how many not, by reason, the most frequent first; for a member, of whom they see."""
    entries = visible(row.entries.all(), by) if by else row.entries.all()
    counts = dict(entries.order_by().values_list("reason").annotate(n=Count("pk")))
    enrolled = counts.pop("", 0)
    return enrolled, dict(sorted(counts.items(), key=lambda one: -one[1]))


@register_segment_use
def uses(segment: Segment) -> list[str]:
    """What draws from a segment, in words."""
    rows = SegmentEnrollment.objects.under_way().filter(segment=segment).select_related("sequence")
    return [gettext("it is enrolled in “{sequence}”").format(sequence=row.sequence) for row in rows]


def _advance(row: SegmentEnrollment, limit: int) -> None:
    """Look at the next members; at the end of a round wait for the next one, or be through."""
    try:
        ids = _next(row, limit) if row.sequence.is_active else []
    except BadSegmentError as problem:
        _end(row, problem=str(problem)[:300])
        return
    if ids:
        _enroll(row, ids)
        _save(row, after=ids[-1])
    elif row.stands or not row.sequence.is_active:
        _save(row, after=0, next_at=clock.now() + ROUND)
    else:
        _end(row)


def _next(row: SegmentEnrollment, limit: int) -> list[int]:
    """The next members whom it has not looked at, or not lately where their reason may have passed."""
    seen = SegmentEntry.objects.filter(enrollment=row, contact=OuterRef("pk"))
    settled = seen.exclude(Q(reason__in=PASSING, at__lte=clock.now() - AGAIN)) if row.stands else seen
    members = _seen(row, segment_contacts(row.segment, row.organization)).filter(pk__gt=row.after)
    return list(members.filter(~Exists(settled)).order_by("pk").values_list("pk", flat=True)[:limit])


def _seen(row: SegmentEnrollment, rows: QuerySet[Contact]) -> QuerySet[Contact]:
    """Those that who started it sees now; all of them where they saw all."""
    if not row.is_narrow:
        return rows
    membership = Membership.objects.filter(organization=row.organization, user=row.by).first()
    if membership is None:
        raise BadSegmentError(gettext("Who started this is no member any more."))
    return visible(rows, membership)


def _enroll(row: SegmentEnrollment, ids: list[int]) -> None:
    actor: Any = STANDING if row.stands else row.actor or row.by or STANDING
    result = enroll(row.organization, ids, row.sequence, actor=actor)
    SegmentEntry.objects.bulk_create(
        [
            SegmentEntry(
                organization_id=row.organization_id,
                enrollment=row,
                contact_id=pk,
                reason=result.skipped.get(pk, ""),
                at=clock.now(),
            )
            for pk in ids
        ],
        update_conflicts=True,
        unique_fields=["enrollment", "contact"],
        update_fields=["reason", "at"],
    )


def _save(row: SegmentEnrollment, **values: Any) -> None:
    SegmentEnrollment.objects.filter(pk=row.pk).update(**values)


def _end(row: SegmentEnrollment, problem: str = "") -> None:
    _save(row, ended_at=clock.now(), problem=problem)
    _enter(row, "segment.enrollment_ended", STANDING)


def _enter(row: SegmentEnrollment, type: str, actor: object, **more: Any) -> None:
    payload = {"segment_id": row.segment_id, "sequence_id": row.sequence_id, **more}
    enter(row.organization_id, type, row, actor=actor, payload=payload)


def under_way(sequence: Sequence) -> QuerySet[SegmentEnrollment]:
    """The segments that are being enrolled in a sequence."""
    rows = SegmentEnrollment.objects.for_organization(sequence.organization_id).under_way().filter(sequence=sequence)
    return rows.select_related("segment").order_by("pk")
