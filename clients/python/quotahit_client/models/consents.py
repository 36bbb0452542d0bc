"""What is told of consents. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Consent(Model):
    """That people agreed: to what words, when, where, for what. A consent is never edited, only revoked."""

    id: int
    type: str
    scopes_covered: list[str]
    purpose: str
    text_version: str
    source: str
    given_at: datetime
    recorded_at: datetime
    recorded_by: str
    revoked_at: datetime | None
    revoked_source: str


class Revoked(Model):
    revoked: int
