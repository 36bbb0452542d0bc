"""Slowing down who guesses: attempts are counted by account and by network address."""

import hashlib
import ipaddress
from contextlib import suppress
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

    def take(self) -> bool:
        """Count one more attempt; False where it is one too many.

        It is counted before it is made, so that a hundred at once are not a hundred first ones.
        """
        counted = [count(key, MINUTES * 60) <= most for key, most in self._limits()]  # each, whatever the other says
        return all(counted)

    def forgive(self) -> None:
        """It was no guess: the account's count starts anew, and the address has one attempt back."""
        self.forget_account()
        with suppress(ValueError):  # the quarter of an hour has just ended
            cache.decr(self._limits()[1][0])

    def forget_account(self) -> None:
        """The account's count starts anew."""
        cache.delete(self._limits()[0][0])

    def _limits(self) -> list[tuple[str, int]]:
        return [
            (self._key("account", self.account.strip().lower()), BY_ACCOUNT),
            (self._key("address", network_of(self.address)), BY_ADDRESS),
        ]

    def _key(self, kind: str, value: str) -> str:
        return f"attempts:{self.act}:{kind}:{veiled(value)}"


def count(key: str, seconds: int) -> int:
    """One more under this key; the first starts the clock, after so many seconds it is the first again."""
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two, or was pushed out of a full cache
        return 1


def veiled(who: str) -> str:
    """What stands for somebody in a key of the cache, which is not to tell who they are."""
    return hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()


def network_of(address: str) -> str:
    """An IPv6 address counts by its network: whoever has one has them all."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address
