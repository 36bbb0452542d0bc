"""What is told of notifications. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Marked(Model):
    marked: int


class Notification(Model):
    """What the key's member should know."""

    id: int
    kind: str
    title: str
    body: str
    link: str
    urgency: str
    read_at: datetime | None
    created_at: datetime
