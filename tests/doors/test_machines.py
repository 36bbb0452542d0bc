"""The doors of machines: webhooks, the live line, the health page, files that anybody may have."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client

from crm.models import Contact
from outreach.inbound import webhooks
from outreach.models import Mailbox
from quotahit import bodies
from quotahit.accounts.models import Organization, User
from quotahit.events.models import RawInbound
from quotahit.hooks import Hook, Refused
from tests.doors.cases import ODD_BODIES, ODD_TOKENS, SEVERAL_WRITERS, Door, at_once, everything
from tests.outreach.inbound.test_webhooks import KEY, RECEIVED, resend, signed  # noqa: F401

pytestmark = pytest.mark.django_db


def take(hook: Hook) -> int:
    """The status that the door of webhooks answers."""
    (answer,) = webhooks.take([hook])
    return answer.status if isinstance(answer, Refused) else 200


class TestWebhook:
    """A signed door: nothing of a stranger's is even stored."""

    @pytest.fixture(autouse=True)
    def _mailbox(self, resend: Mailbox, dana: Contact) -> None:  # noqa: F811
        self.mailbox = resend
        self.right = signed(resend, "inbound", RECEIVED)

    def wrong(self) -> Iterator[Hook]:
        right, other = self.right, signed(self.mailbox, "inbound", RECEIVED, id="msg_2")
        yield replace(right, body=right.body + b" ")
        yield replace(right, body=b"")
        yield replace(right, headers={"content-type": "application/json"})
        yield signed(self.mailbox, "inbound", RECEIVED, age=3600)  # replayed an hour later
        yield signed(self.mailbox, "inbound", RECEIVED, age=-3600)
        yield signed(self.mailbox, "inbound", RECEIVED, key="YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBjaGFycw==")
        for name, value in (
            ("svix-id", "msg_other"),
            ("svix-timestamp", other.headers["svix-timestamp"] + "0"),
            ("svix-timestamp", "never"),
            ("svix-timestamp", "-1"),
            ("svix-signature", "v1,"),
            ("svix-signature", "v1,====="),
            ("svix-signature", "v2," + right.headers["svix-signature"][3:]),
            ("svix-signature", "\xff" * 2000),
            ("svix-signature", " ".join(["v1,AAAA"] * 5000)),
        ):
            yield replace(right, headers=right.headers | {name: value})

    def test_what_is_not_signed_as_it_stands_is_refused_and_not_stored(self) -> None:
        for hook in self.wrong():
            assert take(hook) in {400, 403}, hook.headers
        assert not RawInbound.objects.exists()

    def test_addresses_of_nobody_are_not_found(self) -> None:
        for path in (*((token,) for token in ODD_TOKENS), ("resend", "inbound", "٣"), ("resend", "inbound", "9" * 40)):
            assert take(replace(self.right, path=path)) == 404, path
        for provider in ("../resend", "base", "__init__", "amazon_ses", "os"):
            assert take(replace(self.right, path=(provider, "inbound", str(self.mailbox.pk)))) == 404

    def test_signed_or_not_an_odd_body_is_no_failure_of_ours(self) -> None:
        for kind, body in ODD_BODIES:
            hook = replace(self.right, body=body, headers={**self.right.headers, "content-type": kind})
            assert take(hook) in {400, 403}, (kind, body[:40])

    def test_a_delivery_for_one_organization_is_none_for_another(self, rival: Organization) -> None:
        theirs = Mailbox.objects.create(
            organization=rival, name="R", address="r@rival.example", transport="anymail", provider="resend"
        )
        assert take(replace(self.right, path=("resend", "inbound", str(theirs.pk)))) == 403
        assert not RawInbound.objects.exists()

    def test_twice_and_shuffled_is_one_row(self) -> None:
        for hook in (self.right, signed(self.mailbox, "inbound", RECEIVED, id="msg_2"), self.right):
            assert take(hook) == 200
        assert RawInbound.objects.count() == 2

    @SEVERAL_WRITERS
    @pytest.mark.django_db(transaction=True)
    def test_at_once_is_one_row(self) -> None:
        assert set(at_once(lambda: take(self.right))) == {200}
        assert RawInbound.objects.count() == 1


class TestHealth(Door):
    opens, has_token, reads_no_body = {200, 503}, False, True

    def path(self) -> str:
        return "/healthz"

    def test_it_names_nothing_but_parts(self) -> None:
        assert set(json.loads(self.client.get("/healthz").content)) <= {"ok", "web", "worker", "scheduler"}


class TestFiles(Door):
    has_token, reads_no_body = False, True
    opens = {200, 206, 304}

    def path(self) -> str:
        return "/static/console/live.js"

    @pytest.mark.parametrize(
        "path",
        [
            "/static/../quotahit/settings.py",
            "/static/%2e%2e/quotahit/settings.py",
            "/static/..%2f..%2fmanage.py",
            "/static//etc/passwd",
            "/static/console/../../manage.py",
            "/static/%00",
            "/static/console/",
            "/secrets.env",
            "/.git/config",
            "/var/secrets.env",
            "/files/imports/",
        ],
    )
    def test_no_path_leads_out_of_the_folder(self, path: str) -> None:
        assert self.knock(path).status_code in {301, 302, 400, 404}


@dataclass
class Line:
    """The sending side of an ASGI door, kept."""

    said: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, message: dict[str, Any]) -> None:
        self.said.append(message)


async def _read_all(scope: Any, receive: Any, send: Any) -> None:
    """An application that wants the whole body, as Django does."""
    while (message := await receive())["type"] == "http.request":
        if not message.get("more_body"):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            return


@pytest.mark.parametrize(
    ("path", "announced", "chunks", "status"),
    [
        ("/login/", None, 3, 200),
        ("/login/", bodies.LARGEST_FORM + 1, 1, 413),
        ("/login/", None, 12, 413),  # says nothing of its size, or lies
        ("/login/", 5, 12, 413),
        ("/import/", None, 12, 200),
        ("/contacts/7/files/", None, 25, 200),
        ("/contacts/7/files/", None, 28, 413),
        ("/contacts/7/files/../log/", None, 12, 413),
        ("/import/", bodies.LARGEST_FILE + 1, 1, 413),
        ("/import/../login/", None, 12, 413),
    ],
)
async def test_nobody_fills_the_disk_with_a_request(path: str, announced: int, chunks: int, status: int) -> None:
    left = [b"x" * 1024 * 1024] * chunks

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": left.pop(), "more_body": bool(left)}

    headers = [(b"content-length", str(announced).encode())] if announced else []
    line = Line()
    await bodies.bounded(_read_all, {"type": "http", "path": path, "headers": headers}, receive, line.send)
    assert [message["status"] for message in line.said if "status" in message] == [status]


class TestSandbox:
    """The sandbox is for members alone: who is not signed in acts as no prospect."""

    PATHS = ("/sandbox/", "/sandbox/1/", "/sandbox/1/part/", "/sandbox/1/answer/", "/sandbox/mail/1/", "/sandbox/skip/")

    def test_a_visitor_is_asked_to_sign_in(self, acme: Organization) -> None:
        before = everything()
        for path in self.PATHS:
            for answer in (Client().get(path), Client().post(path, {"act": "write", "text": "stop", "ahead": "day"})):
                assert answer.headers["Location"].startswith("/login/"), path
        assert everything() == before

    def test_a_form_of_another_site_does_nothing(self, alice: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(alice)
        for path in self.PATHS:
            assert client.post(path, {"act": "complain", "ahead": "day"}).status_code == 403, path

    def test_odd_input_is_no_failure_of_ours(self, as_alice: Client) -> None:
        for path in ("/sandbox/0/answer/", "/sandbox/skip/", "/sandbox/999999999999999999999/answer/"):
            for kind, body in ODD_BODIES:
                answer = as_alice.generic("POST", path, body, content_type=kind)
                assert answer.status_code < 500, (path, kind)
        for query in ("q=%00", "q=" + "x" * 5000, "q=%ff", "q=%ED%A0%80"):
            assert as_alice.get(f"/sandbox/?{query}").status_code in {200, 400}

    def test_the_palette_takes_any_words(self, as_alice: Client) -> None:
        for words in ("%00", "x" * 5000, "%ff", "%ED%A0%80", "'", "%25", "%5C", "<script>alert(1)</script>"):
            answer = as_alice.get(f"/search/?s={words}&extended=1")
            assert answer.status_code == (400 if words == "%00" else 200)
            assert b"<script>alert" not in answer.content


class TestLiveLine:
    """A page's live line is for members, of this site's pages, and ends with the right to it."""

    async def _dial(self, user: User | None, origin: str = "http://localhost", age: str = "0") -> WebsocketCommunicator:
        from quotahit import asgi

        headers = [(b"origin", origin.encode()), (b"host", b"localhost")]
        line = WebsocketCommunicator(asgi.SOCKETS[0].callback, f"/ws/live?age={age}", headers=headers)
        line.scope |= {"user": user or SimpleNamespace(is_authenticated=False), "session": {}}
        return line

    @pytest.mark.django_db(transaction=True)
    async def test_it_tells_of_the_own_organization_alone_and_ends_on_a_word(
        self, alice: User, acme: Organization, rival: Organization
    ) -> None:
        from channels.layers import get_channel_layer

        from quotahit.push import organization_group, user_group

        line, layer = await self._dial(alice), get_channel_layer()
        assert (await line.connect())[0]
        await layer.group_send(organization_group(rival.pk), {"type": "live.changed", "topic": "theirs"})
        await layer.group_send(organization_group(acme.pk), {"type": "live.changed", "topic": "ours"})
        assert await line.receive_json_from() == {"topic": "ours"}
        for words in ("", "{", "[" * 1000, '{"type": "live.changed", "topic": "x"}', "x" * 100_000):
            await line.send_to(text_data=words or "null")
        await layer.group_send(user_group(alice.pk), {"type": "live.ended"})
        told = [await line.receive_output(5)]
        assert told[-1]["type"] == "websocket.close"

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize(
        ("age", "looks"), [("0", False), ("30000", True), ("90000", True), ("-5", True), ("9" * 9000, True), ("", True)]
    )
    async def test_a_page_that_missed_something_before_its_line_stood_looks_again(
        self, alice: User, acme: Organization, age: str, looks: bool
    ) -> None:
        from quotahit.push import _last_told, organization_group

        await cache.aset(_last_told(organization_group(acme.pk)), time.time() - 5)
        line = await self._dial(alice, age=age)
        assert (await line.connect())[0]
        if looks:
            assert await line.receive_json_from() == {"topic": "*"}
        assert await line.receive_nothing()
        await line.disconnect()

    @pytest.mark.django_db(transaction=True)
    async def test_a_stranger_and_another_sites_page_get_no_line(self, alice: User) -> None:
        from quotahit import asgi

        assert not (await (await self._dial(None)).connect())[0]
        headers = [(b"origin", b"https://evil.example"), (b"host", b"localhost")]
        line = WebsocketCommunicator(asgi.application, "/ws/live", headers=headers)
        assert not (await line.connect())[0]
        for path in ("/ws/", "/ws/live/../x", "/"):
            with pytest.raises((ValueError, AssertionError)):
                await WebsocketCommunicator(
                    asgi.application, path, headers=[(b"origin", b"http://localhost"), (b"host", b"localhost")]
                ).connect()


def test_with_a_public_address_cookies_travel_encrypted_alone() -> None:
    """Settings are read once, so another process reads them."""
    import os
    import subprocess
    import sys

    words = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DEBUG)"
    environment = os.environ | {
        "PUBLIC_URL": "https://sell.acme.example",
        "DJANGO_SETTINGS_MODULE": "quotahit.settings",
    }
    done = subprocess.run([sys.executable, "-c", words], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "False"]


def test_sessions_are_long_enough_to_be_no_guess() -> None:
    assert django_settings.SESSION_COOKIE_AGE <= 14 * 86_400
    assert SESSION_KEY == "_auth_user_id"
