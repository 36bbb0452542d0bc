"""What is told of segment enrollments. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Outlook(Model):
    """Who would begin, of the first thousand in the segment, and why the others would not."""

    total: int
    is_exact: bool
    looked_at: int
    beginning: int
    reasons: dict[str, int]


class SegmentEnrollment(Model):
    """Everybody in a segment, a thousand at a time. What is written passes autonomy and the gate, as ever."""

    id: int
    segment: int
    sequence: int
    stands: bool
    by: int | None
    problem: str
    created_at: datetime
    ended_at: datetime | None


class SegmentResult(Model):
    enrolled: int
    skipped: dict[str, int]
