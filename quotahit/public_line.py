"""The one way to an address that somebody else chose: only to public ones, and never for longer than the time there is.

A name is resolved here, every address it has is checked, and the line goes to an address that was checked; nothing
resolves the name a second time. So neither a redirect nor a name that changes its mind leads inside.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore2

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_6TO4 = ipaddress.ip_network("2002::/16")  # carries an IPv4 address, which may be any


class Unreachable(Exception):
    """There is no answer to be had; `code` says why: no_site, bad_address, private_address, no_answer, and of a page
    status or no_page."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class PublicLine(httpcore2.SyncBackend):
    """Connects for one errand; `seconds` is all the time that its hops have together, dripped answers too.

    `private` opens it to private addresses, for tests and for who says so in a setting.
    """

    def __init__(self, seconds: float, *, private: bool = False) -> None:
        self.until = time.monotonic() + seconds
        self.private = private

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *args: Any, **more: Any) -> "_Timed":
        address = address_of(host, port, private=self.private)
        return _Timed(super().connect_tcp(address, port, self.left(timeout), *args, **more), self)

    def left(self, timeout: float | None) -> float:
        """The shorter of `timeout` and what is left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Unreachable("no_answer", "too slow")
        return left if timeout is None else min(left, timeout)


class _Timed(httpcore2.NetworkStream):
    """A stream that gives no read more time than is left for the errand."""

    def __init__(self, stream: httpcore2.NetworkStream, line: PublicLine) -> None:
        self._stream, self._line = stream, line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._line.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._line.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_Timed":
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._line.left(timeout)), self._line)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def address_of(host: str, port: int, *, private: bool = False) -> str:
    """An address of `host` to connect to, IPv4 first; Unreachable where one is not public and may not be private."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as problem:  # no such name, or nothing that could be one
        raise Unreachable("no_site", host) from problem
    if not private and not _are_public(found):
        raise Unreachable("private_address", host)
    return min(found, key=lambda one: (":" in one, one))


def _are_public(found: Iterable[str]) -> bool:
    return all(is_public(ipaddress.ip_address(one.partition("%")[0])) for one in found)


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the public network's own: no private, local, shared, mapped or translated one."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return address.version == 4 or (address in _GLOBAL_UNICAST and address not in _6TO4)
