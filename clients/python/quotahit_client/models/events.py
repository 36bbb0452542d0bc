"""What is told of events. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class Event(Model):
    """Facts in dotted words, such as contact.created. Ids and subjects never change."""

    id: int
    type: str
    subject_type: str
    subject_id: int | None
    payload: Any
    source: str
    at: datetime
