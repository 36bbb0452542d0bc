"""Signatures as Standard Webhooks has them: HMAC-SHA256 over id, time and body, under a secret that both sides know."""

import base64
import hmac
import secrets
from collections.abc import Iterable

MARK = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A fresh secret, in the form in which libraries take it."""
    return MARK + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(message_id: str, timestamp: int, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """What goes with a body, signed under each of the secrets."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(key, signed) for key in keys),
    }


def _signature(secret: str, signed: bytes) -> str:
    digest = hmac.digest(base64.b64decode(secret.removeprefix(MARK)), signed, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"
