"""What is told of templates. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Template(Model):
    """Messages with variables. A change of text is a new version."""

    id: int
    name: str
    subject: str
    body: str
    version: int
    updated_at: datetime
