"""What stands for and against each address of a person, for the pages that show it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from compliance.addresses import hash_of
from compliance.models import Consent, DoNotCall, Suppression
from quotahit.accounts.models import Organization


@dataclass(frozen=True)
class AddressState:
    channel: str
    address: str
    suppressions: tuple[Suppression, ...]
    own_request: DoNotCall | None
    registries: tuple[str, ...]  # that name it
    consents: tuple[Consent, ...]  # newest first, revoked ones too

    @property
    def is_closed(self) -> bool:
        """Whether the address may not be used for marketing, whatever else is so."""
        return bool(self.suppressions) or self.own_request is not None

    @property
    def standing_consents(self) -> tuple[Consent, ...]:
        return tuple(consent for consent in self.consents if consent.revoked_at is None)


def consent_state(organization: Organization, addresses: Iterable[tuple[str, str]]) -> list[AddressState]:
    """The state of each (channel, address), in the order given, in three queries."""
    asked = [(channel, address, hash_of(channel, address)) for channel, address in addresses]
    hashes = {hashed for _, _, hashed in asked}
    mine = [organization.pk]
    bars: dict[str, list[Suppression]] = defaultdict(list)
    for bar in Suppression.objects.active().of_addresses(mine, hashes).order_by("at"):
        bars[bar.address_hash].append(bar)
    entries: dict[str, list[DoNotCall]] = defaultdict(list)
    for entry in DoNotCall.objects.of_addresses(mine, hashes).in_force().select_related("copy"):
        entries[entry.address_hash].append(entry)
    consents: dict[str, list[Consent]] = defaultdict(list)
    for consent in Consent.objects.of_addresses(mine, hashes).select_related("text").order_by("-given_at", "-pk"):
        consents[consent.address_hash].append(consent)
    return [
        AddressState(
            channel=channel,
            address=address,
            suppressions=tuple(bars[hashed]),
            own_request=next((entry for entry in entries[hashed] if entry.copy is None), None),
            registries=tuple(entry.copy.registry for entry in entries[hashed] if entry.copy is not None),
            consents=tuple(consents[hashed]),
        )
        for channel, address, hashed in asked
    ]
