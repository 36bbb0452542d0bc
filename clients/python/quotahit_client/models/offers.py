"""What is told of offers. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class BriefingSource(Model):
    """What a statement stands on."""

    kind: str
    id: int | None
    label: str


class BriefingLine(Model):
    """One thing that a rep should know about the lead."""

    section: str
    text: str
    quote: str
    sources: list[BriefingSource]


class Offer(Model):
    """Leads before a rep, until they accept, pass on or let the time go by. They answer, or a manager does."""

    id: int
    contact: int
    deal: int | None
    member: int
    member_name: str
    fit: int
    why: str
    state: str
    briefing: list[BriefingLine]
    fingerprint: str
    offered_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answered_by: str
    reason: str
