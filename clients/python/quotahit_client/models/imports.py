"""What is told of imports. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Import(Model):
    """Lists of contacts, and how far each is."""

    id: int
    file_name: str
    encoding: str
    delimiter: str
    mapping: dict[str, str]
    status: str
    total: int
    rows: int
    created: int
    updated: int
    unchanged: int
    failed: int
    problem: str
    by: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
