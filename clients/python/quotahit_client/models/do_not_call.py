"""What is told of do not call. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class DoNotCall(Model):
    """Numbers that we may not call: the person asked us, or a registry has them. None is taken back here."""

    id: int
    registry: str
    requested_at: datetime | None
    source: str
    recorded_by: str
    recorded_at: datetime
