"""What is told of suppressions. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Suppression(Model):
    """Addresses that must not be used."""

    id: int
    kind: str
    reason: str
    source: str
    at: datetime
    by: str
    lifted_at: datetime | None
    lifted_by: str
    lifted_why: str
