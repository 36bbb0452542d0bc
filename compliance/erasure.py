"""Who was erased stays closed: a keyed hash of each address remains, and nothing else of the person.

An erasure holds for a mailbox with any tag behind a plus, at every provider. Other evidence goes by the address as it
is, for a consent must not spread to an address that somebody else may have.
"""

from collections.abc import Iterable
from datetime import datetime

from compliance.addresses import address_hash
from compliance.choices import Bar
from compliance.models import Suppression
from compliance.suppressions import suppress_many
from quotahit.accounts.models import Organization

Address = tuple[str, str]  # kind or channel, comparable form


def bare_mailbox(channel: str, key: str) -> str:
    """The mailbox without the tag behind a plus; other addresses as they are."""
    local, at, domain = key.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}" if channel == "email" else key


def erasure_hashes(channel: str, key: str) -> tuple[str, ...]:
    """The hashes under which an erasure of this address may stand."""
    bare = bare_mailbox(channel, key)
    keys = (key,) if bare in (key, "") else (key, bare)
    return tuple(address_hash(channel, each) for each in keys)


def close_erased(
    organization: Organization, addresses: Iterable[Address], *, actor: object, others: Iterable[Address] = ()
) -> int:
    """Close these addresses and their mailboxes, but for those of `others`, for good; returns how many are new."""
    own = set(addresses)
    pairs = own | ({(kind, bare_mailbox(kind, key)) for kind, key in own} - set(others))
    return suppress_many(organization, sorted(pairs), reason=Bar.ERASED, source="erasure", actor=actor)


def erased_at(organization_id: int, address: Address) -> datetime | None:
    """When the holder of this address was erased; None for everybody else."""
    erased = Suppression.objects.active().filter(reason=Bar.ERASED)
    found = erased.of_addresses([organization_id], erasure_hashes(*address)).order_by("-at").first()
    return found.at if found else None


def erased_among(organization_id: int, addresses: Iterable[Address]) -> set[Address]:
    """Those of the addresses that belong to somebody who was erased, in two queries at most."""
    erased = Suppression.objects.active().filter(organization=organization_id, reason=Bar.ERASED)
    wanted = set(addresses)
    if not wanted or not erased.exists():
        return set()
    hashes = {pair: erasure_hashes(*pair) for pair in wanted}
    asked = {each for some in hashes.values() for each in some}
    found = set(erased.of_addresses([organization_id], asked).values_list("address_hash", flat=True))
    return {pair for pair, some in hashes.items() if not found.isdisjoint(some)}
