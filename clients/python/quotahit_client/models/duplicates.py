"""What is told of duplicates. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Dismissed(Model):
    dismissed: int


class Duplicate(Model):
    """Two contacts or two companies that look like one, found by the product."""

    id: int
    kind: str
    low_id: int
    high_id: int
    reasons: list[str]
    confidence: int
    status: str
    found_at: datetime
    decided_at: datetime | None
    decided_by: str
