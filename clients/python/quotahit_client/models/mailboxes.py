"""What is told of mailboxes. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Mailbox(Model):
    """Where mail leaves from and comes back to. They are set up in the console, with their secrets."""

    id: int
    name: str
    address: str
    kind: str
    owner: int | None
    transport: str
    provider: str
    autonomy: str
    daily_cap: int
    spacing_seconds: int
    keeps_window: bool
    is_active: bool
    tested_at: datetime | None
    polled_at: datetime | None
    trouble: str
    sending_trouble: str
