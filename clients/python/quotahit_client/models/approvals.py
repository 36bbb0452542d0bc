"""What is told of approvals. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class Approval(Model):
    """Questions that the key's member may answer."""

    id: int
    kind: str
    subject_type: str
    subject_id: int | None
    run: int | None
    title: str
    content: Any
    choices: list[list[str]]
    fingerprint: str
    assignee: int | None
    role: str
    status: str
    choice: str
    requested_by: str
    resolved_by: str
    via: str
    why: str
    created_at: datetime
    expires_at: datetime | None
    resolved_at: datetime | None
