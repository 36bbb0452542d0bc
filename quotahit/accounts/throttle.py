"""Slowing down who guesses: failures are counted by account and by network address."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

MINUTES = 15
BY_ACCOUNT = 8
BY_ADDRESS = 40


@dataclass(frozen=True)
class Attempts:
    """What was tried, for which account, from which address."""

    act: str
    account: str
    address: str

    def are_too_many(self) -> bool:
        """Whether the next attempt must wait."""
        counted = cache.get_many([key for key, _ in self._limits()])
        return any(counted.get(key, 0) >= most for key, most in self._limits())

    def count(self) -> None:
        """Note one more; the first of a quarter of an hour starts the clock."""
        for key, _ in self._limits():
            if not cache.add(key, 1, MINUTES * 60):
                cache.incr(key)

    def forget(self) -> None:
        """The account's owner got in: its own count starts anew."""
        cache.delete(self._limits()[0][0])

    def _limits(self) -> list[tuple[str, int]]:
        return [
            (self._key("account", self.account.strip().lower()), BY_ACCOUNT),
            (self._key("address", self.address), BY_ADDRESS),
        ]

    def _key(self, kind: str, value: str) -> str:
        return f"attempts:{self.act}:{kind}:{hashlib.sha256(value.encode()).hexdigest()}"
