"""What is told of enrollments. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Enrolled(Model):
    """How many began, and why not the others."""

    enrolled: int
    skipped: dict[str, str]


class Enrollment(Model):
    """Contacts in sequences. What a sequence writes passes autonomy and the gate, as ever."""

    id: int
    contact: int
    sequence: int
    mailbox: int | None
    status: str
    position: int
    next_at: datetime | None
    stop_reason: str
    skip_reason: str
    enrolled_by: str
    enrolled_at: datetime
    ended_at: datetime | None
