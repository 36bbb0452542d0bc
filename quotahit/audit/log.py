"""Writing the log: one line from every verb, in the verb's own transaction."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models

from quotahit import clock
from quotahit.audit.models import AuditEntry


@dataclass(frozen=True)
class Act:
    """What is to be logged; `subject` is a saved row, or a (type, id) pair where only the id is at hand."""

    organization_id: int | None
    actor: str
    action: str
    subject: models.Model | tuple[str, int] | None = None
    why: dict[str, Any] = field(default_factory=dict)
    outcome: str = "done"


def append(
    organization: models.Model | int | None,
    actor: object,
    action: str,
    subject: models.Model | tuple[str, int] | None = None,
    *,
    why: dict[str, Any] | None = None,
    outcome: str = "done",
) -> AuditEntry:
    """Log one act. `actor` is a user or an actor's name; `why` holds codes, ids and numbers, never personal text."""
    organization_id = organization.pk if isinstance(organization, models.Model) else organization
    return append_many([Act(organization_id, actor_name(actor), action, subject, why or {}, outcome)])[0]


def append_many(acts: Iterable[Act]) -> list[AuditEntry]:
    """Log many acts in one statement, in the order given."""
    at = clock.now()
    return AuditEntry.objects.bulk_create(_entry(act, at) for act in acts)


def actor_name(actor: object) -> str:
    """`user:7` for a user, the name itself for an agent or a system actor."""
    return f"user:{actor.pk}" if isinstance(actor, models.Model) else str(actor)


def _entry(act: Act, at: Any) -> AuditEntry:
    subject_type, subject_id = _subject(act.subject)
    entry = AuditEntry(
        organization_id=act.organization_id,
        at=at,
        actor=act.actor,
        action=act.action,
        subject_type=subject_type,
        subject_id=subject_id,
        why=act.why,
        outcome=act.outcome,
    )
    entry.mac = mac(canonical(entry))
    return entry


def _subject(subject: models.Model | tuple[str, int] | None) -> tuple[str, int | None]:
    if subject is None:
        return "", None
    if isinstance(subject, models.Model):
        return subject._meta.label_lower, subject.pk
    return subject


def canonical(entry: AuditEntry) -> bytes:
    """The entry's content as bytes that are the same on every database and every reading."""
    content = [
        entry.organization_id,
        entry.at.isoformat(),
        entry.actor,
        entry.action,
        entry.subject_type,
        entry.subject_id,
        entry.why,
        entry.outcome,
    ]
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def mac(content: bytes) -> str:
    """HMAC-SHA256 under the audit key, so that a row written past the application shows."""
    return hmac.new(settings.AUDIT_KEY, content, hashlib.sha256).hexdigest()
