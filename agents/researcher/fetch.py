"""Fetching a public web page, and nothing else: no private address, no endless body, no endless wait."""

import re
import zlib
from collections.abc import Iterator
from urllib.parse import urljoin

import httpcore2
import httpx2
from django.conf import settings

from outreach.inbound.charsets import decode
from quotahit.public_line import PublicLine, Unreachable

__all__ = ["Unreachable", "fetch_page"]

LARGEST = 1_000_000  # bytes, as sent and as unpacked
LONGEST_ADDRESS = 2_000
REDIRECTS = 3
SECONDS = 20.0  # for the page with all its hops
TIMEOUTS = {"connect": 3.0, "read": 6.0, "write": 6.0, "pool": 1.0}
_HEADERS = {"User-Agent": "QuotaHit-Researcher/1.0", "Accept": "text/html", "Accept-Encoding": "gzip"}
_CHARSET = re.compile(r"charset=\"?([\w.:-]{1,40})", re.I)
_TROUBLE = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    zlib.error,
)


def fetch_page(url: str) -> str:
    """The HTML of a public page, following a few redirects. Raises `Unreachable`."""
    line = PublicLine(SECONDS, private=settings.RESEARCH_PRIVATE_ADDRESSES)
    with httpcore2.ConnectionPool(httpx2.create_ssl_context(trust_env=False), network_backend=line) as pool:
        for _ in range(REDIRECTS + 1):
            address = _checked(url)
            try:
                status, target, html = _get(pool, address)
            except _TROUBLE as problem:
                raise Unreachable("no_answer", type(problem).__name__) from problem
            if not target:
                if status != 200:
                    raise Unreachable("status", str(status))
                return html
            url = _joined(url, target)
    raise Unreachable("no_answer", "too many redirects")


def _checked(url: str) -> httpx2.URL:
    """The address, in the form in which it is asked for."""
    try:
        address = httpx2.URL(url if len(url) <= LONGEST_ADDRESS else "")
    except (httpx2.InvalidURL, ValueError) as problem:
        raise Unreachable("bad_address") from problem
    if address.scheme not in ("http", "https") or not address.host or not 0 < (address.port or 80) < 65_536:
        raise Unreachable("bad_address", address.scheme)
    return address


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as problem:
        raise Unreachable("bad_address") from problem


def _get(pool: httpcore2.ConnectionPool, address: httpx2.URL) -> tuple[int, str, str]:
    """Status, where it redirects to, and the text of one hop."""
    # Names and passwords that stand in an address stay here.
    bare = str(address.copy_with(userinfo=b"", fragment=None))
    headers = [("Host", address.netloc.decode("ascii")), *_HEADERS.items()]
    with pool.stream("GET", bare, headers=headers, extensions={"timeout": TIMEOUTS}) as answer:
        said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
        if answer.status in (301, 302, 303, 307, 308):
            return answer.status, said.get("location", ""), ""
        return answer.status, "", _text(answer, said) if answer.status == 200 else ""


def _text(answer: httpcore2.Response, said: dict[str, str]) -> str:
    kind = said.get("content-type", "text/html")
    if "html" not in kind.lower():
        raise Unreachable("no_page", kind[:100])
    declared = _CHARSET.search(kind)
    text, _ = decode(_body(answer, said.get("content-encoding", "").strip().lower()), declared[1] if declared else "")
    return text


def _body(answer: httpcore2.Response, coding: str) -> bytes:
    """What was sent, unpacked no further than a page may be long: a small file can hold gigabytes of nothing."""
    if coding not in ("", "identity", "gzip"):
        raise Unreachable("no_page", f"packed as {coding[:40]}")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if coding == "gzip" else None
    body = b""
    for chunk in _limited(answer):
        body += unpacker.decompress(chunk, LARGEST - len(body)) if unpacker else chunk
        if len(body) >= LARGEST:
            break
    return body[:LARGEST]


def _limited(answer: httpcore2.Response) -> Iterator[bytes]:
    size = 0
    for chunk in answer.iter_stream():
        yield chunk
        size += len(chunk)
        if size >= LARGEST:
            return
