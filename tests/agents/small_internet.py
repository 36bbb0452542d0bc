"""An internet of its own: a name server, public and private addresses, and websites on them. Run it inside a network
and mount namespace: `unshare --map-root-user --net --mount python -m tests.agents.small_internet`.

It fetches every address given on standard input, one JSON list, and prints what came of each, and which addresses of
this internet were asked for a page meanwhile.
"""

import gzip
import json
import os
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PUBLIC, PRIVATE, METADATA, PUBLIC6 = "93.184.216.34", "10.9.8.7", "169.254.169.254", "2606:2800:220:1::1"
INSIDE6 = ("64:ff9b::a09:807", "2002:a09:807::1", "fd00::7")
NAMES: dict[str, list[str]] = {
    "good.test": [PUBLIC],
    "inside.test": [PRIVATE],
    "both.test": [PUBLIC, PRIVATE],
    "metadata.test": [METADATA],
    "zero.test": ["0.0.0.0"],
    "loop.test": ["127.0.0.1"],
    "shared.test": ["100.64.0.9"],
    "group.test": ["224.0.0.5"],
    "mapped.test": ["::ffff:10.9.8.7"],
    "translated.test": [INSIDE6[0]],
    "tunnelled.test": [INSIDE6[1]],
    "unique.test": [INSIDE6[2]],
    "six.test": [PUBLIC6],
}
LEADS = {
    "/to-inside": "http://inside.test/",
    "/to-number": f"http://{int.from_bytes(socket.inet_aton(PRIVATE), 'big')}/",
    "/to-octal": "http://012.011.010.07/",
    "/to-hex": "http://0x0a090807/",
    "/to-short": "http://127.1/",
    "/to-metadata": f"http://{METADATA}/latest/meta-data/",
    "/to-six": "http://[::ffff:10.9.8.7]/",
    "/to-file": "file:///etc/passwd",
    "/to-broken": "http://[::1",
    "/to-port": "http://good.test:99999/",
    "/around": "/around",
    "/home": "http://rebind.test/",
}
asked: Counter[str] = Counter()  # pages, by the address they were asked at
questions: Counter[str] = Counter()


class Names(socketserver.BaseRequestHandler):
    """Answers A and AAAA; `rebind.test` is public when it is asked for first, and private ever after."""

    def handle(self) -> None:
        query, line = self.request
        name, kind, end = _question(query)
        questions[f"{name}/{kind}"] += 1
        addresses = NAMES.get(name, [])
        if name == "rebind.test":
            addresses = [PUBLIC] if questions[f"{name}/{kind}"] == 1 else [PRIVATE]
        family = {1: socket.AF_INET, 28: socket.AF_INET6}.get(kind)
        found = [socket.inet_pton(family, one) for one in addresses if (":" in one) == (kind == 28)] if family else []
        head = query[:2] + b"\x81\x80\x00\x01" + len(found).to_bytes(2, "big") + bytes(4)
        answers = b"".join(
            b"\xc0\x0c" + kind.to_bytes(2, "big") + b"\x00\x01" + bytes(4) + len(one).to_bytes(2, "big") + one
            for one in found
        )
        line.sendto(head + query[12:end] + answers, self.client_address)


class Site(BaseHTTPRequestHandler):
    """The same website at every address; it knows where it was asked."""

    def do_GET(self) -> None:
        asked[self.connection.getsockname()[0].removeprefix("::ffff:")] += 1
        if self.path in LEADS:
            self._send(b"", status=302, location=LEADS[self.path])
        elif self.path == "/bomb":
            self._send(gzip.compress(bytes(200_000_000), 9), content_encoding="gzip")
        elif self.path == "/no-gzip":
            self._send(b"no gzip at all", content_encoding="gzip")
        elif self.path == "/brotli":
            self._send(b"\x0b\x02\x80hello\x03", content_encoding="br")
        elif self.path == "/latin":
            self._send(
                "Schöne Grüße aus Köln für später".encode("latin-1"), content_type="text/html; charset=x-nonsense"
            )
        elif self.path == "/drip":
            self._drip()
        else:
            self._send(b"<p>hello</p>")

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_type": "text/html", "content_length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """Headers without end, a letter at a time: no single wait is long."""
        for _ in range(600):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, *_: Any) -> None:
        """Its log is what it was asked."""


class Six(ThreadingHTTPServer):
    address_family = socket.AF_INET6


def _question(query: bytes) -> tuple[str, int, int]:
    """Name and type asked for, and where the question ends."""
    words, at = [], 12
    while query[at]:
        words.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace").lower())
        at += 1 + query[at]
    return ".".join(words), int.from_bytes(query[at + 1 : at + 3], "big"), at + 5


def build() -> None:
    """Addresses on the loopback of this namespace, and its only name server."""
    run = lambda *words: subprocess.run(words, check=True, capture_output=True)  # noqa: E731
    run("ip", "link", "set", "lo", "up")
    for address in (PUBLIC, PRIVATE, METADATA, "100.64.0.9"):
        run("ip", "addr", "add", f"{address}/32", "dev", "lo")
    for address in (PUBLIC6, *INSIDE6):
        run("ip", "-6", "addr", "add", f"{address}/128", "dev", "lo", "nodad")
    for name, words in (("resolv.conf", "nameserver 127.0.0.1\n"), ("nsswitch.conf", "hosts: files dns\n")):
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(words)
        Path(file.name).chmod(0o644)
        run("mount", "--bind", file.name, f"/etc/{name}")


def serve() -> None:
    for server in (
        socketserver.ThreadingUDPServer(("127.0.0.1", 53), Names),
        Six(("::", 80), Site),  # takes IPv4 as well
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()


def main() -> None:
    build()
    serve()
    os.environ["DJANGO_SETTINGS_MODULE"] = "quotahit.settings"
    from agents.researcher import fetch

    fetch.SECONDS = 3.0
    came = {}
    for url in json.load(sys.stdin):
        began = time.monotonic()
        try:
            came[url] = fetch.fetch_page(url)[:20]
        except fetch.Unreachable as problem:
            came[url] = problem.code
        assert time.monotonic() - began < 8, url
    print(json.dumps({"came": came, "asked": asked, "questions": questions}))  # noqa: T201


if __name__ == "__main__":
    main()
