"""A secret of every kind is planted, everything that can go wrong with it goes wrong, and then it is looked for."""

import io
import json
import logging
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from compliance.consents import grant_consent
from crm.models import Contact
from outreach.channels import send
from outreach.choices import Transport
from outreach.inbound.poll import poll_mailbox
from outreach.links import unsubscribe_url
from outreach.mailbox_trial import try_mailbox
from outreach.mailboxes import store_mailbox_secret
from outreach.models import Delivery, Mailbox
from quotahit import clock, logs
from quotahit.accounts.choices import Role
from quotahit.accounts.credentials import store_secret
from quotahit.accounts.members import invite
from quotahit.accounts.models import Organization, User
from quotahit.llm.ask import ask
from tests.llm.mood import MESSAGE, MOOD, Mood
from tests.outreach.conftest import public_url  # noqa: F401
from tests.outreach.test_dispatch import AGENT, a_message

KEY, MAIL_KEY = "sk-planted-KEY-of-a-model-4711", "re_planted_KEY_of_a_provider_4712"
PASSWORD, IMAP_PASSWORD = 'planted "smtp" pass\\word 4713', "planted-imap-password-4714"
NEW_PASSWORD = "planted sign-in pass-phrase 4715"


class Parrot:
    """A mail server that refuses every login and repeats what it heard, as real ones do."""

    def __init__(self, greeting: bytes, refusal: bytes) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.greeting, self.refusal = greeting, refusal
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, line.makefile("rwb") as talk:
            talk.write(self.greeting)
            talk.flush()
            for heard in talk:
                talk.write(self.answer(heard.rstrip()))
                talk.flush()

    def answer(self, heard: bytes) -> bytes:
        raise NotImplementedError


class SmtpParrot(Parrot):
    def answer(self, heard: bytes) -> bytes:
        if heard.upper().startswith((b"EHLO", b"HELO")):
            return b"250-parrot\r\n250 AUTH LOGIN\r\n"
        if heard.upper().startswith(b"AUTH LOGIN"):
            return b"334 UGFzc3dvcmQ6\r\n"
        return b"535 5.7.8 refused: " + heard + b" " + PASSWORD.encode() + b"\r\n"


class ImapParrot(Parrot):
    def answer(self, heard: bytes) -> bytes:
        tag, _, words = heard.partition(b" ")
        if words.upper().startswith(b"CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n"
        return tag + b" NO refused: " + words + b"\r\n"


@pytest.fixture
def smtp() -> Iterator[SmtpParrot]:
    parrot = SmtpParrot(b"220 parrot\r\n", b"535")
    yield parrot
    parrot.server.close()


@pytest.fixture
def imap() -> Iterator[ImapParrot]:
    parrot = ImapParrot(b"* OK parrot\r\n", b"NO")
    yield parrot
    parrot.server.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anybody logs, down to the finest, in both forms of the process log."""
    written, root = io.StringIO(), logging.getLogger()
    handlers = [logging.StreamHandler(written), logging.StreamHandler(written)]
    for handler, formatter in zip(handlers, (logs.Words(), logs.Json()), strict=True):
        handler.setFormatter(formatter)
    named = [logging.getLogger(name) for name in ("django", "uvicorn", "celery", "openai", "httpx2", "imapclient")]
    before = [(each, each.level, each.handlers[:], each.propagate) for each in (root, *named)]
    root.handlers += handlers
    root.setLevel(logging.DEBUG)
    for each in named:
        each.setLevel(logging.DEBUG)
        each.handlers, each.propagate = [], True
    logging.getLogger("django.template").setLevel(logging.INFO)  # each variable that is not there, with its traceback
    yield written
    logging.getLogger("django.template").setLevel(logging.NOTSET)
    for each, level, own, propagate in before:
        each.setLevel(level)
        each.handlers, each.propagate = own, propagate


def _echo(request: Request) -> Response:
    """A vendor that is angry and repeats the headers it was sent."""
    words = json.dumps({"error": {"message": f"bad key {request.headers.get('Authorization')}"}, "message": KEY})
    return Response(words + MAIL_KEY, status=401, content_type="application/json")


@pytest.fixture
def planted(
    acme: Organization, alice: User, dana: Contact, smtp: SmtpParrot, imap: ImapParrot, httpserver: HTTPServer,
    settings: Any, public_url: str,  # noqa: F811
) -> list[Mailbox]:  # fmt: skip
    """Secrets where they belong, and vendors that will not have them."""
    settings.REFUSE_PAID_CALLS = False
    httpserver.expect_request(re.compile("/.*")).respond_with_handler(_echo)
    store_secret(acme, "openai", "api_key", KEY, actor=alice)
    store_secret(acme, "openai", "base_url", httpserver.url_for("/v1"), actor=alice)
    common = {"organization": acme, "spacing_seconds": 0, "keeps_window": False, "autonomy": "autonomous"}
    plain = Mailbox.objects.create(
        name="Plain", address="plain@acme.example", transport=Transport.SMTP,
        settings={
            "smtp_host": "127.0.0.1", "smtp_port": smtp.port, "smtp_security": "none", "smtp_login": "sales",
            "imap_host": "127.0.0.1", "imap_port": imap.port, "imap_security": "none", "dmarc_aligned": True,
        },
        **common,
    )  # fmt: skip
    store_mailbox_secret(plain, "smtp_password", PASSWORD, actor=alice)
    store_mailbox_secret(plain, "imap_password", IMAP_PASSWORD, actor=alice)
    provider = Mailbox.objects.create(
        name="Provider", address="provider@acme.example", transport=Transport.ANYMAIL, provider="resend",
        settings={"api_url": httpserver.url_for("/"), "dmarc_aligned": True}, **common,
    )  # fmt: skip
    store_mailbox_secret(provider, "api_key", MAIL_KEY, actor=alice)
    return [plain, provider]


def stir(mailboxes: list[Mailbox], acme: Organization, alice: User, dana: Contact) -> None:
    """Let everything that uses a secret fail."""
    words = {"text": "Write to me.", "text_version": "1", "source": "form"}
    grant_consent(acme, ["email"], "dana@globex.example", type="email_sub", at=clock.now(), actor=alice, **words)
    ask(acme, MOOD, MESSAGE, Mood)
    for number, mailbox in enumerate(mailboxes):
        try_mailbox(mailbox, actor=alice, patience=clock.now() - clock.now())
        send(a_message(dana, mailbox, key=f"m{number}"), actor=AGENT)
    poll_mailbox(mailboxes[0])


def rows() -> Iterator[str]:
    """Every value of every table, as text; sessions are named by their keys, and the log's seals by digests."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower != "sessions.session":
            for row in model._base_manager.values_list():
                yield " ".join(bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value)
                               for value in row)  # fmt: skip


def files(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "secrets.env":
            yield file.read_bytes().decode("latin-1")


def pages(client: Client) -> Iterator[str]:
    """Every list, the newest row of each, and what the console says when something is wrong."""
    for model in admin.site._registry:
        path = f"/{model._meta.app_label}/{model._meta.model_name}/"
        yield client.get(path, follow=True).content.decode()
        for row in model._base_manager.order_by("-pk")[:1]:
            yield client.get(f"{path}{row.pk}/change/", follow=True).content.decode()
    for path in ("/", "/setup/", "/approvals/", "/nowhere/", "/crm/contact/x/change/", "/profile/"):
        yield client.get(path, follow=True).content.decode()
    yield client.post("/login/", {"username": "alice@acme.example", "password": NEW_PASSWORD}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_no_secret_is_written_down_or_shown(
    planted: list[Mailbox],
    acme: Organization,
    alice: User,
    dana: Contact,
    log: io.StringIO,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.HOME = tmp_path
    stir(planted, acme, alice, dana)
    alice.set_password(NEW_PASSWORD)
    alice.save()
    client, stranger = Client(), Client()
    client.post("/login/", {"username": "alice@acme.example", "password": NEW_PASSWORD})
    stranger.post("/login/", {"username": "alice@acme.example", "password": NEW_PASSWORD + "x"})
    token = invite(acme, "erin@acme.example", Role.REP, actor=alice).token
    link = urlsplit(unsubscribe_url(Delivery.objects.first())).path
    for path in (link, f"{link}x", f"/invitation/{token}/", f"/invitation/{token}x/", f"/password/new/MQ/{token}/"):
        stranger.get(path)
        Client(enforce_csrf_checks=True).post(path)
    shown = list(pages(client))
    told = io.StringIO()
    call_command("verify_audit", "--json", stdout=told, stderr=told)

    tables = list(rows())
    everywhere = [*tables, *shown, *files(tmp_path), log.getvalue(), told.getvalue()]
    for secret in (KEY, MAIL_KEY, PASSWORD, IMAP_PASSWORD, NEW_PASSWORD):
        assert not [text for text in everywhere if secret in text], secret
    for opener in (client.session.session_key, token, link.rpartition("/")[2]):
        assert not [text for text in [*tables, *files(tmp_path), log.getvalue()] if opener in text], opener
    for own in (
        django_settings.SECRET_KEY,
        django_settings.AUDIT_KEY.decode(),
        *django_settings.CREDENTIAL_KEYS.values(),
    ):
        assert not [text for text in everywhere if own in text]


@pytest.mark.django_db(transaction=True)
def test_what_the_vendors_said_is_kept_all_the_same(
    planted: list[Mailbox], acme: Organization, alice: User, dana: Contact, log: io.StringIO
) -> None:
    """Else the test above would find nothing because nothing was there."""
    stir(planted, acme, alice, dana)
    plain, provider = (Mailbox.objects.get(pk=mailbox.pk) for mailbox in planted)
    assert "535" in plain.sending_trouble
    assert "•••" in plain.sending_trouble
    assert "•••" in plain.trouble
    assert "•••" in provider.sending_trouble


def test_a_traceback_is_logged_without_the_secret_in_it(log: io.StringIO) -> None:
    from quotahit.veil import remember

    try:
        raise ValueError(f"the vendor said: {remember(PASSWORD)} is wrong, see /invitation/abcdefgh/")
    except ValueError:
        logging.getLogger("quotahit").exception("It failed with %s", PASSWORD)
    text = log.getvalue()
    assert text.count("•••") >= 4
    assert PASSWORD not in text
    assert json.dumps(PASSWORD)[1:-1] not in text
    assert "abcdefgh" not in text


def test_a_failing_page_shows_no_more_than_that_it_failed(as_alice: Client, monkeypatch: Any) -> None:
    """DEBUG is off unless somebody turns it on, and then the deployment check says so."""
    from quotahit.console import overview

    def fail(request: Any) -> Any:
        raise RuntimeError(f"planted {KEY}")

    assert django_settings.DEBUG is False
    monkeypatch.setattr(overview, "_figures", fail)
    as_alice.raise_request_exception = False
    answer = as_alice.get("/")
    assert answer.status_code == 500
    assert KEY not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()
