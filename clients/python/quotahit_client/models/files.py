"""What is told of files. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class File(Model):
    """Files on contacts, companies and deals. What kind one is, its bytes say; programs are not taken."""

    id: int
    contact: int | None
    company: int | None
    deal: int | None
    name: str
    size: int
    content_type: str
    sha256: str
    is_scanned: bool
    by: int | None
    created_at: datetime
