"""What an entry and a seal say, as bytes that are the same on every database and at every reading."""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings

from quotahit.audit.models import AuditEntry, AuditSeal

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_COMES_BACK = {str, int, bool, type(None)}
LARGEST_EXACT = 2**53  # a float beyond it comes back from PostgreSQL as another number


def entry_content(entry: AuditEntry) -> bytes:
    """The entry with its id, so that a copy or a swap under another id does not carry its own proof along."""
    return _canonical(
        entry.pk,
        entry.organization_id,
        entry.at and entry.at.isoformat(),
        entry.actor,
        entry.action,
        entry.subject_type,
        entry.subject_id,
        entry.why,
        entry.outcome,
    )


def entry_digest(entry: AuditEntry) -> str:
    """What a seal remembers of an entry: its content and its mac."""
    return hashlib.sha256(entry_content(entry) + str(entry.mac).encode()).hexdigest()


def seal_digest(seal: AuditSeal) -> str:
    """The link of the chain: the seal's content, and through `previous` all seals before it."""
    content = _canonical(
        seal.organization_id, seal.number, seal.at and seal.at.isoformat(), seal.previous, seal.entries
    )
    return hashlib.sha256(content).hexdigest()


def mac(content: bytes) -> str:
    """HMAC-SHA256 under the audit key, so that a row written past the application shows."""
    return hmac.digest(settings.AUDIT_KEY, content, "sha256").hex()


def plain(why: dict[str, Any]) -> dict[str, Any]:
    """`why` as it will come back from the database. Raises TypeError and ValueError for what would not."""
    if all(type(name) is str and type(value) in _COMES_BACK for name, value in why.items()):
        return dict(why)
    return json.loads(json.dumps(why, allow_nan=False), parse_float=_exact)


def _exact(number: str) -> float:
    if abs(float(number)) >= LARGEST_EXACT:
        raise ValueError(f"{number} is too large for the log; give it as text.")
    return float(number)


def _canonical(*content: Any) -> bytes:
    return _encode(content).encode()
