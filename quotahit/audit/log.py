"""Writing the log: one line from every verb, in the verb's own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from quotahit import bulk, clock
from quotahit.audit.content import entry_content, mac, plain
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
    entries = [_entry(act, at) for act in acts]
    with transaction.atomic(savepoint=False):
        for entry, entry_id in zip(entries, bulk.reserve_ids(AuditEntry, len(entries)), strict=True):
            entry.pk = entry_id  # the mac covers it, so it is needed before the row is there
            entry.mac = mac(entry_content(entry))
        bulk.insert(entries)
    return entries


def actor_name(actor: object) -> str:
    """`user:7` for a user, the name itself for an agent or a system actor."""
    return f"user:{actor.pk}" if isinstance(actor, models.Model) else str(actor)


def _entry(act: Act, at: datetime) -> AuditEntry:
    subject_type, subject_id = _subject(act.subject)
    return bulk.make(
        AuditEntry,
        organization_id=act.organization_id,
        at=at,
        actor=act.actor,
        action=act.action,
        subject_type=subject_type,
        subject_id=subject_id,
        why=plain(act.why),
        outcome=str(act.outcome),
    )


def _subject(subject: models.Model | tuple[str, int] | None) -> tuple[str, int | None]:
    if subject is None:
        return "", None
    if isinstance(subject, models.Model):
        return subject._meta.label_lower, subject.pk
    return subject
