"""Fetching a public web page, and nothing else: no private address, no endless body, no endless wait."""

import ipaddress
import socket
from urllib.parse import urljoin, urlsplit

import httpx2
from django.conf import settings

LARGEST = 1_000_000  # bytes
REDIRECTS = 3
TIMEOUT = httpx2.Timeout(6.0, connect=3.0)
_AGENT = "QuotaHit-Researcher/1.0"


class Unreachable(Exception):
    """The page cannot be had; `code` says why: no_site, bad_address, private_address, no_answer, status, no_page."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


def fetch_page(url: str) -> str:
    """The HTML of a public page, following a few redirects; each hop's address is checked and then used as it was
    checked, so that a name cannot change between the two. Raises `Unreachable`."""
    for _ in range(REDIRECTS + 1):
        status, target, html = _get(url)
        if not target:
            if status != 200:
                raise Unreachable("status", str(status))
            return html
        url = urljoin(url, target)
    raise Unreachable("no_answer", "too many redirects")


def _get(url: str) -> tuple[int, str, str]:
    """Status, where it redirects to, and the text of one hop."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable("bad_address", parts.scheme)
    address = _public_address(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    shown = f"[{address}]" if ":" in address else address
    pinned = parts._replace(netloc=f"{shown}:{parts.port}" if parts.port else shown).geturl()
    headers = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": _AGENT, "Accept": "text/html"}
    extensions = {"sni_hostname": parts.hostname}
    try:
        with (
            httpx2.Client(timeout=TIMEOUT) as client,
            client.stream("GET", pinned, headers=headers, extensions=extensions) as answer,
        ):
            if answer.is_redirect:
                return answer.status_code, answer.headers.get("location", ""), ""
            return answer.status_code, "", _text(answer) if answer.status_code == 200 else ""
    except httpx2.HTTPError as problem:
        raise Unreachable("no_answer", type(problem).__name__) from problem


def _text(answer: httpx2.Response) -> str:
    if "html" not in answer.headers.get("content-type", "text/html"):
        raise Unreachable("no_page", answer.headers["content-type"])
    body = b""
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) >= LARGEST:
            break
    return body[:LARGEST].decode(answer.charset_encoding or "utf-8", errors="replace")


def _public_address(host: str, port: int) -> str:
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as problem:
        raise Unreachable("no_site", host) from problem
    if not settings.RESEARCH_PRIVATE_ADDRESSES and not all(ipaddress.ip_address(one).is_global for one in found):
        raise Unreachable("private_address", host)
    return min(found, key=lambda one: (":" in one, one))
