"""What is told of provenance. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from quotahit_client.transport import Model


class Provenance(Model):
    """Which source gave a field of a contact or company its value, how, when and how surely; a person's own word ends
    research there. What holds has no `replaced_at`.
    """

    id: int
    contact: int | None
    company: int | None
    field: str
    value: Any
    source: str
    method: str
    confidence: Decimal
    by: str
    at: datetime
    replaced_at: datetime | None
