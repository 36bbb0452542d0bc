"""Whether a person's word stands against an act: asked before each external step, answered by the rooms above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Subject = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody holds the subject back: `kind` is a code, `until` the end where there is one."""

    kind: str
    until: datetime | None = None


HoldCheck = Callable[[int, Subject], Held | None]
_checks: list[HoldCheck] = []


def register_hold_check(check: HoldCheck) -> HoldCheck:
    """Ask `check(organization_id, (type, id))` before every external step. It is called inside a short transaction, so
    that it can lock the subject; it returns None when nothing stands against the act."""
    if check not in _checks:
        _checks.append(check)
    return check


def held(organization_id: int, subject: Subject) -> Held | None:
    """The first hold that any room knows of."""
    return next((hold for check in _checks if (hold := check(organization_id, subject))), None)
