"""What is told of deliveries. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Delivery(Model):
    """One message to one person each. What a key asks for counts as an agent's: autonomy may want a person's word
    first, and the gate is asked in any case.
    """

    id: int
    contact: int
    channel: str
    purpose: str
    status: str
    reason: str
    explanation: str
    mailbox: int | None
    thread: int | None
    enrollment: int | None
    template: int | None
    template_version: int | None
    address: str
    subject: str
    body: str
    message_id: str
    not_before: datetime
    decision_id: int | None
    interaction_id: int | None
    planned_by: str
    released_by: str
    created_at: datetime
    settled_at: datetime | None
