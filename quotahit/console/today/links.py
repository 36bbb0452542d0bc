"""Where a number leads: the list of exactly what it counts."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode


def list_of(model: str, **filters: Any) -> str:
    """The list of a model, such as "crm_task", by these filters."""
    query = f"?{urlencode(filters)}" if filters else ""
    return reverse(f"admin:{model}_changelist") + query
