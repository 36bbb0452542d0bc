"""Two workers that ask about the same number at once: the second waits for the first, and sees its attempt."""

from collections.abc import Iterable

from django.db import connection

# A namespace of its own among advisory locks, and few enough keys that a large batch cannot exhaust the lock table.
NAMESPACE = 20_260
BUCKETS = 512


def lock_addresses(hashes: Iterable[str]) -> None:
    """Hold these addresses until the transaction ends. SQLite needs nothing: its transactions are immediate."""
    keys = sorted({int(address_hash[:8], 16) % BUCKETS for address_hash in hashes if address_hash})
    if not keys or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # Always in the same order, so that two batches cannot wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::int[]) AS key", [NAMESPACE, keys])
