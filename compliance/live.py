"""The facts of a live attempt: what the caller says of it, and what is on record about its address."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from compliance.addresses import KIND_OF_CHANNEL, address_hash, address_key
from compliance.choices import Channel, Purpose, Reassigned, Trait
from compliance.decision import Facts
from compliance.decision.facts import OURSELVES, NumberFacts, RegistryFacts
from compliance.decision.whereabouts import Record, Whereabouts, reached, recorded_place
from compliance.erasure import bare_mailbox
from compliance.evidence import Address, Evidence
from compliance.models import PlaceRuling
from compliance.numbers import read_number
from compliance.rules import Rules

# A sheet that took ZIPs for numbers has eaten their leading zeros: what is left names another area.
_ZIP = re.compile(r"\d{5}(-?\d{4})?")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A wish to reach one address for the sake of `subject`, a row of the caller's.

    `again` is the id of the decision that allowed this same attempt before: asked twice, it counts once.
    """

    organization_id: int
    subject: tuple[str, int]
    address: str
    channel: str
    purpose: str
    at: datetime
    country: str = ""
    state: str = ""
    zip: str = ""
    traits: frozenset[str] = frozenset()
    seller: str = OURSELVES
    again: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """An attempt with its address in comparable form; `key` is "" when it is no address at all.

    `mailbox` is the address without a tag behind a plus: an erasure of the one holds for the other.
    """

    attempt: Attempt
    channel: Channel
    key: str
    address: Address
    mailbox: Address


def target(attempt: Attempt) -> Target:
    channel = Channel(attempt.channel)
    key = address_key(channel, attempt.address, attempt.country)
    address = (attempt.organization_id, address_hash(channel, key))
    bare = bare_mailbox(KIND_OF_CHANNEL[channel], key)
    mailbox = address if bare == key else (attempt.organization_id, address_hash(channel, bare))
    return Target(attempt, channel, key, address, mailbox)


def live_facts(target: Target, evidence: Evidence, rules: Rules) -> Facts:
    """All that the gate knows of an attempt. Raises ValueError for a purpose or trait that it does not."""
    attempt, purpose = target.attempt, Purpose(target.attempt.purpose)
    said = _traits(frozenset(attempt.traits)) if target.key else _traits(frozenset({*attempt.traits, Trait.NO_ADDRESS}))
    known: Collection[Trait] = evidence.bars.get(target.address, ())
    if target.mailbox != target.address and Trait.ERASED in evidence.bars.get(target.mailbox, ()):
        known = {*known, Trait.ERASED}
    traits = said.union(known)
    consents = evidence.consents.get(target.address, ())
    return Facts(
        channel=target.channel,
        purpose=purpose,
        at=attempt.at,
        country=attempt.country,
        consents=tuple(consent.fact for consent in consents if consent.serves(purpose)),
        own_dnc=evidence.own_requests.get(target.address),
        seller=attempt.seller,
        **_of_phone(target, evidence, rules, traits) if target.channel.is_phone else {"traits": traits},
    )


@lru_cache(maxsize=256)
def _traits(words: frozenset[str]) -> frozenset[Trait]:
    return frozenset(Trait(word) for word in words)


def _of_phone(target: Target, evidence: Evidence, rules: Rules, traits: frozenset[Trait]) -> dict[str, Any]:
    """What only calls and texts depend on: where the number may be, registries, attempts, an operator's rulings."""
    attempt, organization = target.attempt, target.attempt.organization_id
    zones, number = _zip_zones(attempt, rules), read_number(target.key, rules)
    where = reached(Record(attempt.country, attempt.state, zones, number or NumberFacts()), rules)
    emergencies = evidence.rulings.get((organization, PlaceRuling.Kind.EMERGENCY), set())
    is_emergency = any(place.code in emergencies for place in where.places)
    return {
        "state": attempt.state,
        "zip_zones": zones,
        "number": number,
        "registries": _registries(target, evidence, where, rules),
        "reassigned": Reassigned.NOT_ASKED,
        "attempts": _attempts(target, evidence),
        "traits": traits | {Trait.EMERGENCY} if is_emergency else traits,
        "confirmed": frozenset(evidence.rulings.get((organization, PlaceRuling.Kind.HOURS_CONFIRMED), ())),
    }


def _attempts(target: Target, evidence: Evidence) -> tuple[datetime, ...]:
    again = target.attempt.again
    counted = evidence.attempts.get(target.address, ())
    return tuple(at for at, decision in counted if decision is None or decision != again)


def _zip_zones(attempt: Attempt, rules: Rules) -> tuple[str, ...]:
    """The zones of a ZIP whose area lies in one; () when that is not known for sure, and the whole state counts."""
    area = rules.zip_areas.get(attempt.zip.strip()[:3]) if _ZIP.fullmatch(attempt.zip.strip()) else None
    place = recorded_place(attempt.country, attempt.state, rules)
    return area.zones if area and place and place.code == area.place else ()


def _registries(target: Target, evidence: Evidence, where: Whereabouts, rules: Rules) -> RegistryFacts:
    organization = target.attempt.organization_id
    national = [law for law in where.laws if law in rules.registries]
    states = [place.code for place in where.places if place.own_list]
    copies = [evidence.copies.get((organization, registry)) for registry in (*national, *states)]
    listed = evidence.listed.get(target.address, set())
    return RegistryFacts(
        national=_is_listed(organization, national, listed, evidence),
        state=_is_listed(organization, states, listed, evidence),
        copied=None if None in copies else min((copy for copy in copies if copy), default=None),
    )


def _is_listed(organization: int, registries: list[str], listed: set[str], evidence: Evidence) -> bool | None:
    """Whether any of the registries names the number; None when it does not, but one of them was never copied."""
    if not listed.isdisjoint(registries):
        return True
    return False if all((organization, registry) in evidence.copies for registry in registries) else None
