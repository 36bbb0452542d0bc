"""What is told of interactions. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class Interaction(Model):
    """One line for each thing said or done. What the product sends and receives is written by itself; a call or a
    meeting of yours can be added.
    """

    id: int
    contact: int
    deal: int | None
    channel: str
    direction: str
    at: datetime
    subject: str
    body: str
    summary: str
    outcome: str
    sentiment: str
    intent: str
    actor: str
    detail: Any
