"""What is told of talks. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Talk(Model):
    """The qualifier's conversations: how far each is, when it comes back, and what it came to."""

    id: int
    contact: int
    state: str
    is_fast: bool
    rounds: int
    next_at: datetime | None
    code: str
    reason: str
    qualification: int | None
    started_at: datetime
    ended_at: datetime | None
