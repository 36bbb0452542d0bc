"""All that a decision may look at, as one frozen value: a live send and a line of a case file both become one.

Facts hold no address and no name. Whatever is unknown is None, blank or absent, and never counts in our favour.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Annotated

from pydantic import PlainSerializer, TypeAdapter

from compliance.choices import Channel, ConsentType, Purpose, Reassigned, Scope, Trait

OURSELVES = "self"  # the organization as the seller that consent was given to
Scopes = Annotated[frozenset[Scope], PlainSerializer(sorted)]
Traits = Annotated[frozenset[Trait], PlainSerializer(sorted)]
Codes = Annotated[frozenset[str], PlainSerializer(sorted)]


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What a phone number itself tells: its country, and the states and zones it may lie in; none means anywhere."""

    country: str = ""
    places: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """One consent on record. A midnight instant stands for a whole day of unknown hour."""

    type: ConsentType
    scopes: Scopes
    seller: str
    given: datetime | None
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True)
class RegistryFacts:
    """Whether the registries name the number, and when our copies were made; None is unknown."""

    national: bool | None = None
    state: bool | None = None
    copied: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    channel: Channel
    purpose: Purpose
    at: datetime
    country: str = ""
    state: str = ""
    zip_zones: tuple[str, ...] = ()
    number: NumberFacts | None = None
    consents: tuple[ConsentFact, ...] = ()
    registries: RegistryFacts = RegistryFacts()
    own_dnc: datetime | None = None
    reassigned: Reassigned = Reassigned.UNKNOWN
    attempts: tuple[datetime, ...] | None = None
    traits: Traits = frozenset()
    confirmed: Codes = frozenset()  # places whose low-confidence hours an operator has signed off
    seller: str = OURSELVES

    def dump(self) -> str:
        """The facts as JSON, the same text for the same facts: what is unknown is left out, sets are sorted."""
        return _adapter().dump_json(self, exclude_defaults=True).decode()

    @classmethod
    def load(cls, text: str) -> "Facts":
        """The facts that `dump` wrote."""
        return _adapter().validate_json(text)


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Facts]:
    return TypeAdapter(Facts)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def surely_after(later: datetime, earlier: datetime) -> bool:
    """Whether `later` follows `earlier` even if the earlier one, known by its day alone, fell late on that day."""
    if earlier.time() == time.min:
        return later.date() > earlier.date()
    return later > earlier


def day(moment: datetime) -> date:
    """The calendar day by which terms in months and years are counted: UTC, in which evidence is kept."""
    return moment.date()
