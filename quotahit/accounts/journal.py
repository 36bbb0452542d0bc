"""What every verb of this room leaves behind: a line in the log, and a fact for whoever listens above."""

from typing import Any, Protocol

from django.db import models

from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append


class Recorder(Protocol):
    """Records a fact; the events room registers its own."""

    def __call__(
        self, organization: Organization, type: str, *, subject: models.Model, payload: dict[str, Any], source: str
    ) -> object: ...


_recorders: list[Recorder] = []


def record_with(recorder: Recorder) -> None:
    """Let a room above hear what happens here, in the same transaction."""
    if recorder not in _recorders:
        _recorders.append(recorder)


def done(organization: Organization, actor: object, action: str, subject: models.Model, **why: Any) -> None:
    """Log `action` and announce it under the same name; `why` holds codes, ids and numbers."""
    append(organization, actor, action, subject, why=why)
    source = "console" if isinstance(actor, models.Model) else actor_name(actor)
    for record in _recorders:
        record(organization, action, subject=subject, payload=why, source=source)
