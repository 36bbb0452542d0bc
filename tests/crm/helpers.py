"""What the tests of the records look at again and again."""

from typing import Any

from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event


def events(*types: str) -> list[tuple[str, dict[str, Any]]]:
    """Type and payload of what was recorded, in order; of the given types only, where any are given."""
    recorded = Event.objects.filter(type__in=types) if types else Event.objects.all()
    return list(recorded.order_by("pk").values_list("type", "payload"))


def logged(action: str) -> list[tuple[str, dict[str, Any]]]:
    """Actor and reason of the log's entries for one action, in order."""
    return list(AuditEntry.objects.filter(action=action).order_by("pk").values_list("actor", "why"))
