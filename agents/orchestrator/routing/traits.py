"""What the choice of a rep reads: plain values of the lead, of each rep, and of the deals that were closed before."""

from dataclasses import dataclass
from datetime import datetime

from crm.names import fold
from crm.working_hours import WorkingHours

OFFICE = 9, 17  # when somebody is thought to work whose hours nobody knows


@dataclass(frozen=True)
class LeadTraits:
    """A lead as routing sees it; what is not known is ""."""

    contact_id: int
    country: str = ""
    state: str = ""
    industry: str = ""
    language: str = ""
    zone: str = ""


@dataclass(frozen=True)
class RepTraits:
    """A rep as routing sees them. `last_given` is when a lead was last offered to them, `open` what they have to do."""

    rep_id: int
    user_id: int
    name: str
    hours: WorkingHours
    territory: tuple[str, ...] = ()
    expertise: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 50
    open: int = 0
    last_given: datetime | None = None


@dataclass(frozen=True)
class ClosedDeal:
    """A deal that was won or lost, by whom and in which industry."""

    user_id: int | None
    industry: str
    is_won: bool
    at: datetime


def same_industry(one: str, other: str) -> bool:
    """Whether two names of industries mean the same: letter for letter, or one within the other as whole words."""
    first, second = fold(one).split(), fold(other).split()
    shorter, longer = sorted((first, second), key=len)
    return bool(shorter) and any(
        longer[at : at + len(shorter)] == shorter for at in range(len(longer) - len(shorter) + 1)
    )
