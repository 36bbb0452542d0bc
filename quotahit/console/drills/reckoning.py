"""What a virtual month came to: whether everything has a reason, and a mark by which the same month is known again."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Manager

from crm.models import Interaction
from outreach.choices import EnrollmentStatus, StopReason
from outreach.models import Delivery, Enrollment
from outreach.reasons import explain
from quotahit.workflow.outgoing import Fate

UNDER_WAY = (Fate.SENT, Fate.PLANNED, Fate.WAITING)


def unexplained(at: datetime) -> Iterator[str]:
    """What was not sent, or was ended, or is late, without a reason that a person understands."""
    for row in Delivery.objects.exclude(status__in=UNDER_WAY):
        if not row.explanation or not _is_explained(row.reason):
            yield f"delivery {row.pk} is {row.status} for {row.reason or 'no reason'}"
    for row in Enrollment.objects.filter(status=EnrollmentStatus.STOPPED, stop_reason=""):
        yield f"enrolment {row.pk} was stopped for no reason"
    overdue = Enrollment.objects.filter(status=EnrollmentStatus.ACTIVE, next_at__lt=at)
    yield from (f"enrolment {row.pk} is overdue since {row.next_at}" for row in overdue)
    for row in Enrollment.objects.exclude(skip_reason=""):
        if not _is_explained(row.skip_reason):
            yield f"enrolment {row.pk} waits for {row.skip_reason}"


def unlooked(looked_at: int) -> Iterator[str]:
    """Whether every message that was sent was looked at, once."""
    if (sent := Delivery.objects.filter(status=Fate.SENT).count()) != looked_at:
        yield f"{sent} messages were sent, and {looked_at} looked at"


def counts(rows: Manager[Any], field: str) -> dict[str, int]:
    """How many rows stand at which value."""
    return dict(sorted(Counter(rows.values_list(field, flat=True)).items()))


def digest() -> str:
    """Of the whole timeline: who was told what, and when, and how it ended; the same month gives the same."""
    told = _rows(Interaction.objects, "at", "contact__emails__address", "direction", "outcome", "intent")
    ends = _rows(Enrollment.objects, "contact__emails__address", "sequence__code", "status", "stop_reason")
    return hashlib.sha256(json.dumps([told, ends]).encode()).hexdigest()[:16]


def _is_explained(reason: str) -> bool:
    return explain(reason) != reason or reason in StopReason.values


def _rows(rows: Manager[Any], *fields: str) -> list[list[str]]:
    return sorted([str(value) for value in row] for row in rows.values_list(*fields))
