"""What stands for and against each address of a person, for the pages that show it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from compliance.addresses import hash_of
from compliance.models import Consent, DoNotCall, Suppression
from compliance.models.addressed import Addressed
from quotahit.accounts.models import Organization
from quotahit.together import fetch_together

Row = TypeVar("Row", bound=Addressed)


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
    """The state of each (channel, address), in the order given, in one query."""
    asked = [(channel, address, hash_of(channel, address)) for channel, address in addresses]
    hashes = {hashed for _, _, hashed in asked}
    mine = [organization.pk]
    suppressed = Suppression.objects.active().of_addresses(mine, hashes).order_by("at")
    listed = DoNotCall.objects.of_addresses(mine, hashes).in_force().select_related("copy")
    given = Consent.objects.of_addresses(mine, hashes).select_related("text").order_by("-given_at", "-pk")
    fetch_together(suppressed, listed, given)
    bars, entries, consents = _by_address(suppressed), _by_address(listed), _by_address(given)
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


def _by_address(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.address_hash].append(row)
    return found
