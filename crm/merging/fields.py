"""Field by field: whose value a merged record has. Unless told, the winner's; its blanks are filled from the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crm.choices import Lifecycle
from crm.errors import UnknownFieldError
from crm.merging.record import plain
from crm.models import Company, Contact

WINNER, LOSER = "winner", "loser"
CUSTOM = "custom:"  # before the name of a field of the organization's own
BLANK: tuple[Any, ...] = (None, "", [], {})

_PLACE = ("country", "state", "city", "zip", "zone")
_MONEY = ("annual_revenue", "funding", "currency")
CONTACT_FIELDS = (
    *("first_name", "last_name", "title", "seniority", "department", "company_id", "linkedin"),
    *("country", "state", "city", "zip", "zone", "language", "owner_id", "lifecycle", "lead_status", "source"),
)
COMPANY_FIELDS = (
    *("name", "domain", "website", "linkedin", "phone", "industry", "employees", "growth"),
    *(
        "annual_revenue",
        "funding",
        "currency",
        "technologies",
        "country",
        "state",
        "city",
        "zip",
        "description",
        "owner_id",
    ),
)
ADDRESSES = {"primary_email": "emails", "primary_phone": "phones"}
# Of two stages the later one, and of two reasons to leave somebody alone either: nobody is prospected by a merge.
_STAGES = [
    *(Lifecycle.LEAD, Lifecycle.ENGAGED, Lifecycle.QUALIFIED),
    *(Lifecycle.UNREACHABLE, Lifecycle.LOST, Lifecycle.CUSTOMER),
]


@dataclass(frozen=True)
class Option:
    """One field as it stands in both records, as plain values, and whose is taken."""

    name: str
    winner: Any
    loser: Any
    choice: str

    @property
    def differs(self) -> bool:
        return plain(self.winner) != plain(self.loser)

    @property
    def taken(self) -> Any:
        return self.loser if self.choice == LOSER else self.winner

    @property
    def refused(self) -> Any:
        return self.winner if self.choice == LOSER else self.loser


def options(winner: Any, loser: Any, choices: Mapping[str, str] | None = None) -> list[Option]:
    """Every field that can be chosen, with the choice made or its default. Raises UnknownFieldError."""
    pairs = dict(_pairs(winner, loser))
    for name, choice in (choices or {}).items():
        if name not in pairs or choice not in (WINNER, LOSER):
            raise UnknownFieldError(f"A merge has no choice “{choice}” for a field “{name}”.")
    default = _Default(winner, loser)
    return [
        Option(name, mine, theirs, (choices or {}).get(name) or default.of(name, mine, theirs))
        for name, (mine, theirs) in pairs.items()
    ]


def columns_of(winner: Any, chosen: list[Option]) -> dict[str, Any]:
    """The winner's columns as the choices make them; addresses are rows of their own."""
    columns = {
        option.name: option.taken
        for option in chosen
        if option.name not in ADDRESSES and not option.name.startswith(CUSTOM)
    }
    own = {
        option.name.removeprefix(CUSTOM): option.taken
        for option in chosen
        if option.name.startswith(CUSTOM) and option.taken not in BLANK
    }
    # What the winner has of its own and the other has not stays in its place.
    kept = {name: value for name, value in winner.custom.items() if name in own or value in BLANK}
    return {**columns, "custom": {**kept, **own}}


def primary(record: Any, name: str) -> str:
    """The address that comes first, as it is compared."""
    row = next((row for row in getattr(record, ADDRESSES[name]).all() if row.is_primary), None)
    return "" if row is None else row.key if name == "primary_email" else row.number


def _pairs(winner: Any, loser: Any) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name in CONTACT_FIELDS if isinstance(winner, Contact) else COMPANY_FIELDS:
        yield name, (getattr(winner, name), getattr(loser, name))
    if isinstance(winner, Contact):
        for name in ADDRESSES:
            yield name, (primary(winner, name), primary(loser, name))
    for name in sorted({*winner.custom, *loser.custom}):
        yield f"{CUSTOM}{name}", (winner.custom.get(name), loser.custom.get(name))


class _Default:
    """Whose value is taken where nobody has chosen. What belongs together, a place or sums of money, comes from one
    record: half an address of each is the address of nobody."""

    def __init__(self, winner: Contact | Company, loser: Contact | Company) -> None:
        self.closed: set[str] = set()
        self.given: set[str] = set()
        if winner.country and loser.country and winner.country != loser.country:
            self.closed |= set(_PLACE)
        if isinstance(winner, Company) and isinstance(loser, Company) and winner.currency != loser.currency:
            has_money = winner.annual_revenue is not None or winner.funding is not None
            (self.closed if has_money else self.given).update(_MONEY)

    def of(self, name: str, mine: Any, theirs: Any) -> str:
        if name == "lifecycle":
            return LOSER if _STAGES.index(theirs) > _STAGES.index(mine) else WINNER
        if name in self.given:
            return LOSER
        return LOSER if mine in BLANK and theirs not in BLANK and name not in self.closed else WINNER
