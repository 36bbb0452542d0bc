"""What is told of chat widgets. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class ChatWidget(Model):
    """Chat windows for websites. `key` stands in the line to embed: `/chat/KEY.js`."""

    id: int
    name: str
    key: str
    origins: list[str]
    greeting: str
    consent_text: str
    privacy_url: str
    colour: str
    corner: str
    language: str
    opens: str | None
    closes: str | None
    weekdays_only: bool
    is_active: bool
    created_at: datetime
