"""What is told of conversations. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Conversation(Model):
    """One contact's place in the inbox, over all channels. What was said stands in `interactions`."""

    id: int
    contact: int
    channel: str
    heard_at: datetime
    interaction_id: int
    assignee: int | None
    assignee_name: str
    read_at: datetime | None
    snoozed_until: datetime | None
    done_at: datetime | None
