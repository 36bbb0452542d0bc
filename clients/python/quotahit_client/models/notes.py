"""What is told of notes. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Note(Model):
    """What people wrote down. A note stands as it was written: it is made and never changed."""

    id: int
    body: str
    contact: int | None
    company: int | None
    deal: int | None
    author: int | None
    author_name: str
    created_at: datetime
