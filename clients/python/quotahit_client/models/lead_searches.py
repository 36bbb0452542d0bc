"""What is told of lead searches. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class Search(Model):
    """What the scout looked for, what it saw and spent. Whom it found stands in `candidates`."""

    id: int
    source: str
    state: str
    wanted: int
    credits: int
    spent: int
    seen: int
    left_out: Any
    trouble: str
    by: str
    started_at: datetime
    ended_at: datetime | None
