"""The doors of the website chat: the script and the window that websites show, the word by request, the live line."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from crm.holds import take_over
from outreach.answering import answer
from outreach.chat import limits
from outreach.chat.door import ticket_for
from outreach.chat.widgets import save_widget
from outreach.inbound.process import process_waiting
from outreach.models import ChatVisit, ChatWidget
from quotahit.accounts.models import Organization, User
from quotahit.events.models import RawInbound
from tests.doors.cases import ODD_BODIES, Door

SITE = "https://www.acme.example"
OURS = [(b"origin", b"http://localhost"), (b"host", b"localhost")]


class OfChat(Door):
    """A door in the name of a widget, whose key stands in the middle of the address."""

    end = ""

    @pytest.fixture(autouse=True)
    def _widget(self, acme: Organization) -> None:
        cache.clear()
        self.widget = save_widget(ChatWidget(organization=acme, name="Website", origins=[SITE]), actor="system:test")

    def path(self) -> str:
        return self.with_token(self.widget.key)

    def with_token(self, token: str) -> str:
        return f"/chat/{token}{self.end}"

    def forged(self) -> Iterator[str]:
        key = self.widget.key
        yield from map(
            self.with_token, (key[1:], key + "x", key[::-1], "..", "%00", "x" * 5000, "<script>", "' or 1=1")
        )

    def test_it_sets_no_cookie_and_asks_for_none(self) -> None:
        answer = self.rightly()
        assert not answer.cookies
        assert "Set-Cookie" not in answer.headers

    def test_a_widget_that_is_switched_off_is_gone(self) -> None:
        path = self.path()
        ChatWidget.objects.update(is_active=False)
        assert self.is_refusal(self.knock(path))


class TestTheScript(OfChat):
    end = ".js"

    def test_words_of_the_organization_end_no_script(self, acme: Organization) -> None:
        Organization.objects.filter(pk=acme.pk).update(name="</script><script>alert(1)</script>")
        assert b"</script>" not in self.rightly().content


class TestTheWindow(OfChat):
    end = "/window"

    def test_what_it_answers_may_do_nothing_in_a_browser(self) -> None:
        answer = self.rightly()
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert f"frame-ancestors 'self' {SITE};" in policy
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("referer", ["https://evil.example/", f"{SITE}.evil.example/", "http://www.acme.example/"])
    def test_a_website_that_nobody_named_is_shown_nothing(self, referer: str) -> None:
        assert self.client.get(self.path(), headers={"Referer": referer}).status_code == 403

    def test_the_websites_that_are_named_are(self) -> None:
        answer = self.client.get(self.path(), headers={"Referer": f"{SITE}/pricing"})
        assert (answer.status_code, SITE in answer.content.decode()) == (200, True)

    def test_words_of_the_organization_are_words(self, acme: Organization) -> None:
        Organization.objects.filter(pk=acme.pk).update(name='"><script>alert(1)</script>')
        assert b"<script>alert" not in self.rightly().content


class TestTheWordByRequest(OfChat):
    end, method = "/talk", "post"

    def rightly(self) -> HttpResponse:
        return self.say("begin", ticket=ticket_for(self.widget, SITE, is_preview=False))

    def say(self, do: str, **more: Any) -> HttpResponse:
        words = json.dumps({"do": do, **more})
        return self.client.post(self.path(), words, content_type="application/json")

    def is_refusal(self, answer: HttpResponse) -> bool:
        return super().is_refusal(answer) or "error" in answer.json()

    def test_a_visitor_is_served(self) -> None:
        token = self.rightly().json()["token"]
        assert self.say("say", token=token, id="message-1", text="Hello there").json() == {"n": 0, "said": "message-1"}
        (line,) = self.say("back", token=token).json()["lines"]
        assert line["text"] == "Hello there"

    def test_another_websites_page_is_not_answered(self) -> None:
        answer = self.client.post(self.path(), "{}", content_type="application/json", headers={"Origin": SITE})
        assert answer.status_code == 403

    def test_one_address_begins_no_more_visits_than_people_would(self) -> None:
        assert [self.rightly().json().get("error") for _ in range(32)][-2:] == ["busy", "busy"]
        assert ChatVisit.objects.count() == 30


class Window:
    """A visitor's window on a live line."""

    def __init__(self, widget: ChatWidget) -> None:
        from quotahit import asgi

        self.widget, self.token = widget, ""
        self.line = WebsocketCommunicator(asgi.application, f"/chat/{widget.key}/line", headers=OURS)

    async def open(self) -> None:
        assert (await self.line.connect())[0]
        ticket = await sync_to_async(ticket_for)(self.widget, SITE, is_preview=False)
        self.token = (await self.ask("begin", ticket=ticket))["token"]

    async def ask(self, do: str, **more: Any) -> dict[str, Any]:
        await self.line.send_json_to({"n": 5, "do": do, "token": self.token, **more})
        while (told := await self.hear()).get("n") != 5:
            pass
        return told

    async def hear(self) -> dict[str, Any]:
        return await self.line.receive_json_from(5)  # type: ignore[no-any-return]


@pytest.fixture
def widget(acme: Organization, transactional_db: None) -> ChatWidget:
    cache.clear()
    return save_widget(ChatWidget(organization=acme, name="Website", origins=[SITE]), actor="system:test")


@pytest.fixture
def _own_loop(settings) -> Iterator[None]:
    """Pushes go to the loop of the test, as they go to the server's."""
    from quotahit import push

    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.EMBEDDED = True
    yield
    push.attach(None)


@pytest.mark.usefixtures("_own_loop")
class TestTheLiveLine:
    """A visitor's line: from our own window alone, for one visit alone, and never for long for who floods it."""

    async def test_an_answer_by_a_person_is_there_at_once_and_for_nobody_else(
        self, widget: ChatWidget, bob: User
    ) -> None:
        import asyncio

        from quotahit import push

        push.attach(asyncio.get_running_loop())
        mine, other = Window(widget), Window(widget)
        await mine.open()
        await other.open()
        await mine.ask("say", id="message-1", text="Hello there")
        await sync_to_async(self._answer)(bob)
        while not (told := await mine.hear()).get("lines") or told["lines"][-1]["by"] != "Bob":
            pass
        assert told["lines"][-1]["text"] == "Hello, Bob here."
        assert told["state"]["person"] == "Bob"
        assert await other.line.receive_nothing(0.5)
        assert (await other.ask("back"))["lines"] == []
        for window in (mine, other):
            await window.line.disconnect()

    def _answer(self, bob: User) -> None:
        process_waiting()
        contact = ChatVisit.objects.exclude(contact=None).get().contact
        assert contact is not None
        take_over(contact, by=bob)
        answer(contact, "Hello, Bob here.", actor=bob)

    async def test_another_websites_page_gets_no_line(self, widget: ChatWidget) -> None:
        from quotahit import asgi

        headers = [(b"origin", SITE.encode()), (b"host", b"localhost")]
        line = WebsocketCommunicator(asgi.application, f"/chat/{widget.key}/line", headers=headers)
        assert not (await line.connect())[0]

    async def test_odd_words_are_answered_and_what_is_no_word_ends_the_line(self, widget: ChatWidget) -> None:
        window = Window(widget)
        await window.open()
        for _, body in ODD_BODIES:
            await window.line.send_to(text_data=body.decode("latin-1")[:16_000] or "null")
            assert (await window.hear())["error"] == "bad"
        await window.line.send_to(text_data="x" * 17_000)
        assert (await window.line.receive_output(5))["type"] == "websocket.close"
        second = Window(widget)
        await second.open()
        await second.line.send_to(bytes_data=b"\x00")
        assert (await second.line.receive_output(5))["type"] == "websocket.close"
        assert not await sync_to_async(RawInbound.objects.exists)()

    async def test_who_opens_line_after_line_is_kept_waiting(
        self, widget: ChatWidget, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "LINES", replace(limits.LINES, seconds=10**9))  # not a minute that may just end
        opened = []
        for _ in range(62):
            window = Window(widget)
            opened.append((await window.line.connect())[0])
        assert opened == [True] * 60 + [False] * 2


def test_the_console_sets_a_policy_that_the_chat_does_not_loosen(as_alice: Client, acme: Organization) -> None:
    widget = save_widget(ChatWidget(organization=acme, name="Website", origins=[SITE]), actor="system:test")
    policy = as_alice.get(f"/chat/{widget.pk}/preview/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert "frame-src 'self'" in policy
    assert SITE not in policy
