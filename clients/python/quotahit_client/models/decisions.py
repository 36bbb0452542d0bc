"""What is told of decisions. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Decision(Model):
    """What an agent or a rule decided, by which rule and why."""

    id: int
    agent: str
    kind: str
    rule: str
    contact: int | None
    deal: int | None
    before: str
    after: str
    reason: str
    event_id: int | None
    run_id: int | None
    at: datetime
