"""What is told of candidates. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class Candidate(Model):
    """Leads that were found and are not ours yet. A word on one counts once."""

    id: int
    search: int
    contact: int | None
    name: str
    lead: Any
    fit: int
    lines: Any
    likeness: int | None
    parts: Any
    state: str
    remark: str
    decided_by: str
    decided_at: datetime | None
