"""What is on record about many addresses, gathered in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from compliance.choices import Bar, Trait
from compliance.models import Consent, DoNotCall, LoggedAttempt, PlaceRuling, RegistryCopy, Suppression
from compliance.models.consent import RecordedConsent

Address = tuple[int, str]  # organization, hash
KEEP_ATTEMPTS = timedelta(hours=24)


@dataclass
class Evidence:
    bars: dict[Address, set[Trait]] = field(default_factory=lambda: defaultdict(set))
    own_requests: dict[Address, datetime] = field(default_factory=dict)
    listed: dict[Address, set[str]] = field(default_factory=lambda: defaultdict(set))
    consents: dict[Address, list[RecordedConsent]] = field(default_factory=lambda: defaultdict(list))
    copies: dict[tuple[int, str], datetime] = field(default_factory=dict)
    attempts: dict[Address, list[tuple[datetime, int | None]]] = field(default_factory=lambda: defaultdict(list))
    rulings: dict[tuple[int, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def count(self, address: Address, at: datetime, decision_id: int | None = None) -> None:
        """Remember an attempt that was let through; one of the batch under way has no decision yet."""
        self.attempts[address].append((at, decision_id))


def gather(addresses: Iterable[Address], phones: Iterable[Address], since: datetime) -> Evidence:
    """Evidence on all `addresses`, on `phones` also what only calls and texts ask for; attempts of the day before."""
    evidence = Evidence()
    organizations, hashes = _split(addresses)
    if hashes:
        _gather_lists(evidence, organizations, hashes)
    organizations, hashes = _split(phones)
    if hashes:
        _gather_for_phones(evidence, organizations, hashes, since - KEEP_ATTEMPTS)
    return evidence


def _split(addresses: Iterable[Address]) -> tuple[set[int], set[str]]:
    pairs = set(addresses)
    return {organization for organization, _ in pairs}, {address_hash for _, address_hash in pairs}


def _gather_lists(evidence: Evidence, organizations: set[int], hashes: set[str]) -> None:
    bars = Suppression.objects.active().of_addresses(organizations, hashes)
    for organization, address_hash, reason in bars.values_list("organization_id", "address_hash", "reason"):
        evidence.bars[organization, address_hash].add(Bar(reason).trait)
    lines = DoNotCall.objects.of_addresses(organizations, hashes).in_force()
    for organization, address_hash, registry, requested_at in lines.values_list(
        "organization_id", "address_hash", "copy__registry", "requested_at"
    ):
        if registry is None:
            evidence.own_requests[organization, address_hash] = requested_at
        else:
            evidence.listed[organization, address_hash].add(registry)
    for consent in Consent.objects.of_addresses(organizations, hashes).recorded():
        evidence.consents[consent.address].append(consent)


def _gather_for_phones(evidence: Evidence, organizations: set[int], hashes: set[str], since: datetime) -> None:
    copies = RegistryCopy.objects.complete().filter(organization__in=organizations)
    for organization, registry, copied_at in copies.values_list("organization_id", "registry", "copied_at"):
        evidence.copies[organization, registry] = copied_at
    logged = LoggedAttempt.objects.of_addresses(organizations, hashes).filter(at__gt=since).order_by("at")
    for organization, address_hash, at, decision in logged.values_list(
        "organization_id", "address_hash", "at", "decision_id"
    ):
        evidence.count((organization, address_hash), at, decision)
    rulings = PlaceRuling.objects.in_force().filter(organization__in=organizations)
    for organization, kind, place in rulings.values_list("organization_id", "kind", "place"):
        evidence.rulings[organization, kind].add(place)
