"""What is told of knowledge. Written by `bin/manage api_client`; not by hand."""

from datetime import date, datetime

from quotahit_client.transport import Model


class Knowledge(Model):
    """What agents may tell a prospect: the answer to a question, or a statement by itself, said word by word."""

    id: int
    question: str
    answer: str
    language: str
    valid_from: date | None
    valid_until: date | None
    is_active: bool
    created_at: datetime
    updated_at: datetime
