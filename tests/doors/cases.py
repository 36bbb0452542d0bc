"""What every door that faces the world has to stand: inherited by one class for each door, which says how to knock."""

from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client

SEVERAL_WRITERS = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
LARGE = 33 * 1024 * 1024  # more than a form may bring
ODD_TOKENS = [
    "", "-", ".", "..", "%00", "%2e%2e%2f", "%ff%fe", "x" * 5000, "\u202eabc", "a.b.c", "eyJhIjoxfQ", "e30.e30", "🔑",
    "%F0%9F%94%91", "<script>", "'%20or%201=1--", "{{7*7}}", ".eJxLrDRUslIyrAUADEkCMw",
]  # fmt: skip
ODD_BODIES = [
    ("application/json", b"{"),
    ("application/json", b"[" * 10_000),
    ("application/json", b'{"username": {"a": []}}'),
    ("application/x-www-form-urlencoded", b"\xff\xfe=\x00&%00=%ff&username=%00&email=%00&token=%00"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000))),
    ("application/x-www-form-urlencoded", b"username=" + b"%ED%A0%80" * 100 + b"&password=x&email=%ED%A0%80@a.example"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="f"; filename="../e"\r\n\r\n1'),
    ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("application/x-www-form-urlencoded; charset=utf-7", b"+ADw-script+AD4-=1"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=1"),
    ("\x00", b"\x00"),
    ("", b""),
]  # fmt: skip


class Door:
    """One door: where it is, how one knocks rightly, and what may change when one does."""

    opens = {200}
    method = "get"
    right: dict[str, Any] = {}
    has_token = True  # in its address

    @pytest.fixture(autouse=True)
    def _visitor(self, db: None) -> None:
        self.client = Client(enforce_csrf_checks=self.method == "get", raise_request_exception=True)

    def path(self) -> str:
        """The address, with a token that is right."""
        raise NotImplementedError

    def with_token(self, token: str) -> str:
        """The address with another token."""
        return f"{self.path().rstrip('/').rpartition('/')[0]}/{token}"

    def knock(self, path: str | None = None, method: str = "", **how: Any) -> HttpResponse:
        """Ask as a stranger does."""
        return _read(self.client.generic((method or self.method).upper(), path or self.path(), **how))

    def rightly(self) -> HttpResponse:
        """Knock as it is meant."""
        return _read(getattr(self.client, self.method)(self.path(), self.right))

    def forged(self) -> Iterator[str]:
        """Addresses that somebody made up: damaged ones, and odd words in the token's place."""
        right = self.path().rstrip("/").rpartition("/")[2]
        middle = right[len(right) // 2]
        spoilt = right[: len(right) // 2] + ("b" if middle == "a" else "a") + right[len(right) // 2 + 1 :]
        yield from map(self.with_token, (spoilt, right[1:], right + "x", right.swapcase(), right[::-1], *ODD_TOKENS))

    # The suite.

    def test_it_opens_for_whom_it_is_meant(self) -> None:
        assert self.rightly().status_code in self.opens

    def test_what_is_forged_opens_nothing(self) -> None:
        if not self.has_token:
            pytest.skip("there is no token to forge")
        paths, before = list(self.forged()), everything()
        for path in paths:
            answer = self.knock(path)
            assert self.is_refusal(answer), path
            assert b"Traceback" not in answer.content
            assert b"<script>" not in answer.content
        assert everything() == before

    def test_odd_bodies_are_answered_and_change_nothing(self) -> None:
        path, before = self.path(), everything()
        for kind, body in ODD_BODIES:
            for method in {"POST", self.method.upper()}:
                answer = self.knock(path, method, data=body, content_type=kind)
                assert self.is_polite(answer), (kind, body[:60])
        self.forgive_what_any_knock_does(before)
        assert everything() == before

    def test_a_body_that_is_too_large_is_refused(self) -> None:
        path, before = self.path(), everything()
        kind = "application/x-www-form-urlencoded"
        answer = self.knock(path, "POST", data=b"a=" + b"x" * LARGE, content_type=kind)
        assert answer.status_code in {400, 403, 404, 405, 413} or self.reads_no_body
        self.forgive_what_any_knock_does(before)
        assert everything() == before

    def test_methods_it_has_no_use_for_change_nothing(self) -> None:
        path, before = self.path(), everything()
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X" * 200):
            assert self.is_polite(self.knock(path, method)), method
        self.forgive_what_any_knock_does(before)
        assert everything() == before

    def test_odd_headers_are_answered(self) -> None:
        for name in ("User-Agent", "Referer", "Accept-Language", "X-Forwarded-For", "Cookie", "Authorization", "Range"):
            for value in ("", "\xff" * 300, "x" * 9000, "a, b;q=x", "sessionid=../../x; messages=%00", "bytes=0-,-1"):
                answer = _read(self.client.get(self.path(), headers={name: value}))
                assert self.is_polite(answer), (name, value[:20])

    def test_what_it_answers_may_do_nothing_in_a_browser(self) -> None:
        answer = self.rightly()
        policy = answer.headers["Content-Security-Policy"]
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
        assert "object-src 'none'" in policy or "default-src 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "geolocation=()" in answer.headers["Permissions-Policy"]

    # What the classes below may say of themselves.

    reads_no_body = False

    def is_polite(self, answer: HttpResponse) -> bool:
        return answer.status_code < 500 or answer.status_code in self.opens

    def is_refusal(self, answer: HttpResponse) -> bool:
        asks_to_sign_in = answer.headers.get("Location", "").startswith("/login/")
        return asks_to_sign_in or answer.status_code in {400, 403, 404, 405, 410}

    def forgive_what_any_knock_does(self, before: dict[str, int]) -> None:
        """Take out of `before` what a door writes down of whoever knocks, rightly or not."""


def _read(answer: HttpResponse) -> HttpResponse:
    """A file read to its end, as a server does; that closes it."""
    if answer.streaming:
        answer.read = b"".join(answer.streaming_content)
    return answer


def everything() -> dict[str, int]:
    """How many rows there are of each kind."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models(include_auto_created=True)}


def at_once(act: Any, times: int = 6) -> list[Any]:
    """What came of doing the same thing at the same moment, in as many threads."""
    start, came = Barrier(times), []

    def work() -> None:
        try:
            start.wait(timeout=20)
            came.append(act())
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(came) == times
    return came
