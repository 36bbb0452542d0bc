"""What every verb of this room leaves behind: an event for listeners and a line in the log, ids and codes only."""

import re
from typing import Any

from django.db import models

from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append
from quotahit.events.record import record

_CODE = re.compile(r"[a-z][\w-]*(:[\w.-]+)*")


def enter(
    organization: Organization, act: str, subject: models.Model | None, *, actor: object, codes: dict[str, Any]
) -> None:
    """Record `act` as an event and log it, in the caller's transaction.

    A `source` that somebody wrote in their own words stays on the row alone: what the log holds can never be taken out.
    """
    if not _CODE.fullmatch(str(codes.get("source", "code"))):
        codes = {name: value for name, value in codes.items() if name != "source"}
    append(organization, actor, act, subject, why=codes)
    source = "console" if isinstance(actor, models.Model) else actor_name(actor)
    record(organization, act, subject=subject, payload=codes, source=source)
