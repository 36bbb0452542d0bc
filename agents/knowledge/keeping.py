"""Keeping the knowledge: managers add, change and discard entries, and each act is logged."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from agents.models import KnowledgeEntry
from crm.changes import apply_changes
from quotahit import clock
from quotahit.audit.log import append


def keep(entry: KnowledgeEntry, *, actor: object, changed: Collection[str] = ()) -> None:
    """Save a new entry, or the columns of a known one that were changed. ValidationError for what does not fit."""
    with transaction.atomic():
        is_new = entry.pk is None
        entry.updated_at = clock.now()
        entry.full_clean()
        entry.save()
        why = {} if is_new else {"fields": sorted(changed)}
        append(entry.organization_id, actor, f"knowledge.{'added' if is_new else 'changed'}", entry, why=why)


def change(entry: KnowledgeEntry, *, actor: object, **values: Any) -> list[str]:
    """Give it other values; returns the columns that did change. ValidationError for what does not fit."""
    changed = apply_changes(entry, values)
    if changed:
        keep(entry, actor=actor, changed=changed)
    return changed


def discard(entry: KnowledgeEntry, *, actor: object) -> None:
    """Delete it. What was said with it stays in the timeline."""
    with transaction.atomic():
        append(entry.organization_id, actor, "knowledge.deleted", entry)
        entry.delete()
