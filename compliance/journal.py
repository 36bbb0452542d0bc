"""What every verb of this room leaves behind: an event for listeners and a line in the log, ids and codes only."""

from typing import Any

from django.db import models

from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append
from quotahit.events.record import record


def enter(
    organization: Organization, act: str, subject: models.Model | None, *, actor: object, codes: dict[str, Any]
) -> None:
    """Record `act` as an event and log it, in the caller's transaction."""
    append(organization, actor, act, subject, why=codes)
    source = "console" if isinstance(actor, models.Model) else actor_name(actor)
    record(organization, act, subject=subject, payload=codes, source=source)
