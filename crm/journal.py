"""What every verb of the records leaves behind: an event for the listeners and a line in the log."""

from typing import Any

from django.db import models

from crm.errors import WrongOrganizationError
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append
from quotahit.events.models import Event
from quotahit.events.record import record


def enter(
    organization: Organization | int,
    type: str,
    subject: models.Model | None,
    *,
    actor: object,
    payload: dict[str, Any] | None = None,
    source: str = "",
) -> Event | None:
    """Record the event `type` and log the same act, in the caller's transaction."""
    append(organization, actor, type, subject, why=payload or {})
    return record(organization, type, subject=subject, payload=payload or {}, source=source or source_of(actor))


def source_of(actor: object) -> str:
    """Where an act came from: `console` for a person, else the agent's or system's own name."""
    return "console" if isinstance(actor, models.Model) else actor_name(actor)


def sign(row: models.Model, actor: object) -> None:
    """Put the actor's name to the next history entry of `row`."""
    row._history_user = actor if isinstance(actor, models.Model) else None  # type: ignore[attr-defined]
    row._change_reason = actor_name(actor)  # type: ignore[attr-defined]


def same_organization(organization: Organization, *rows: Any) -> None:
    """Raise WrongOrganizationError unless every given row (None is skipped) belongs to `organization`."""
    for row in rows:
        if row is not None and row.organization_id != organization.pk:
            noun = row._meta.verbose_name.capitalize()
            raise WrongOrganizationError(f"{noun} {row.pk} belongs to another organization.")
