"""What a skill may hand back in place of a result. They are values, not exceptions: nothing went wrong."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from quotahit.workflow.models import Approval


@dataclass(frozen=True, slots=True)
class Sleep:
    """Go on at `until` (an instant with its zone). The step's output is then empty."""

    until: datetime


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Go on when an event of this type is recorded about `subject` (default: the run's own) and its payload carries
    all values of `match`; or after `timeout`.

    Events since the run's last commit count too, or since `since`: the answer may be there before the question is.
    The step's output is {"event_id", "payload"}, or {"timed_out": true}.
    """

    event_type: str
    match: dict[str, Any] = field(default_factory=dict)
    timeout: timedelta | None = None
    subject: tuple[str, int] | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Go on when this approval is answered or has expired. The step's output is {"approval_id", "choice"}."""

    approval: Approval


Result = dict[str, Any] | Sleep | WaitFor | Ask | None
