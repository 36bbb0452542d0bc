"""What an endpoint is sent of an event: ids and codes, never names or words."""

import json
import time
from dataclasses import dataclass

from quotahit.events.models import Event
from quotahit.events.webhooks import signing


@dataclass(frozen=True)
class Message:
    """A body under its id, to go to an address."""

    url: str
    body: bytes
    message_id: str
    keys: tuple[str, ...]

    def headers(self) -> dict[str, str]:
        """Signed for this try: the other side refuses what is some minutes old, by its own watch and not by ours, which
        may be skipped ahead."""
        return signing.headers(self.message_id, int(time.time()), self.body, self.keys)


def body_of(event: Event) -> bytes:
    """The event as JSON."""
    subject = {"type": event.subject_type, "id": event.subject_id} if event.subject_type else None
    content = {
        "type": event.type,
        "timestamp": event.at.isoformat().replace("+00:00", "Z"),
        "data": {
            "id": event.pk,
            "organization": event.organization_id,
            "subject": subject,
            "source": event.source,
            "payload": event.payload,
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
