"""Providers that anymail speaks with, over the wire: their keys, our headers, and what their answers mean to us."""

import json
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crm.models import Contact
from outreach.channels import dispatch, handing, plan, send
from outreach.channels.claiming import LEASE, claim, lease_due
from outreach.channels.registry import PROVIDERS, provider
from outreach.choices import Transport
from outreach.mailboxes import store_mailbox_secret
from outreach.models import Delivery, Mailbox
from quotahit import clock
from quotahit.workflow.outgoing import Fate
from tests.outreach.test_dispatch import AGENT, a_message


class Resend:
    """Takes mails as the vendor does: a key that was seen before gets the first answer again, and no second mail."""

    def __init__(self, server: HTTPServer) -> None:
        self.requests: list[Request] = []
        self.mails: dict[str, dict] = {}
        self.answer = Response(status=200)
        server.expect_request("/emails", method="POST").respond_with_handler(self.take)

    def take(self, request: Request) -> Response:
        self.requests.append(request)
        if self.answer.status_code != 200:
            return self.answer
        key = request.headers["Idempotency-Key"]
        self.mails.setdefault(key, json.loads(request.get_data()))
        number = list(self.mails).index(key)
        return Response(json.dumps({"id": f"re-{number}"}), content_type="application/json")


@pytest.fixture
def resend(httpserver: HTTPServer) -> Resend:
    return Resend(httpserver)


@pytest.fixture
def mailbox(live: Mailbox, httpserver: HTTPServer) -> Mailbox:
    live.transport, live.provider = Transport.ANYMAIL, "resend"
    live.settings = {"api_url": httpserver.url_for("/"), "dmarc_aligned": True}
    live.save()
    store_mailbox_secret(live, "api_key", "re_test", actor="system:test")
    return live


def test_a_mail_goes_to_the_provider_with_its_key_and_our_headers(
    mailbox: Mailbox, resend: Resend, dana: Contact
) -> None:
    delivery = send(a_message(dana, mailbox), actor=AGENT)
    assert (delivery.status, delivery.provider, delivery.provider_id) == (Fate.SENT, "resend", "re-0")
    (request,) = resend.requests
    assert request.headers["Authorization"] == "Bearer re_test"
    assert f"<{request.headers['Idempotency-Key']}>" == delivery.message_id
    (mail,) = resend.mails.values()
    assert mail["to"] == ["dana@globex.example"]
    assert mail["headers"]["Message-ID"] == delivery.message_id
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert json.loads(mail["headers"]["X-Metadata"])["delivery"] == str(delivery.pk)
    assert "Main Street" in mail["text"]
    assert "/o/" in mail["html"]


def test_a_crash_during_the_call_is_repeated_with_the_same_key_and_arrives_once(
    mailbox: Mailbox, resend: Resend, dana: Contact
) -> None:
    plan([a_message(dana, mailbox)], actor=AGENT)
    (claimed,) = claim(lease_due(10)).to_send
    taken = handing.take(claimed)
    assert taken is not None
    handing.call(taken[1], taken[2])  # the vendor has it, and the process dies
    with clock.stopped(clock.now() + 2 * LEASE):
        assert dispatch().sent == 1
    assert len(resend.requests) == 2
    assert len(resend.mails) == 1
    assert resend.requests[0].get_data() == resend.requests[1].get_data()


def test_a_key_that_the_provider_has_forgotten_is_not_used_again(
    mailbox: Mailbox, resend: Resend, dana: Contact
) -> None:
    plan([a_message(dana, mailbox)], actor=AGENT)
    (claimed,) = claim(lease_due(10)).to_send
    Delivery.objects.filter(pk=claimed.pk).update(handed_at=clock.now())
    with clock.stopped(clock.now() + timedelta(hours=25)):
        dispatch()
    assert Delivery.objects.get().status == Fate.UNKNOWN
    assert resend.requests == []


@pytest.mark.parametrize(
    ("status", "fate", "reason"),
    [
        (422, Fate.FAILED, "MESSAGE_REFUSED"),
        (429, Fate.PLANNED, "PROVIDER_REFUSED"),
        (401, Fate.PLANNED, "PROVIDER_REFUSED"),
        (503, Fate.PLANNED, "PROVIDER_REFUSED"),
        (500, Fate.PLANNED, "UNKNOWN_FATE"),  # repeated, since the key makes it safe
    ],
)
def test_an_answer_of_the_provider_becomes_a_fate(
    mailbox: Mailbox, resend: Resend, dana: Contact, status: int, fate: Fate, reason: str
) -> None:
    resend.answer = Response(json.dumps({"message": "No."}), status=status, content_type="application/json")
    delivery = send(a_message(dana, mailbox), actor=AGENT)
    assert (delivery.status, delivery.reason) == (fate, reason)
    assert "No." in delivery.explanation


def test_a_provider_that_says_when_to_come_back_is_taken_at_its_word(
    mailbox: Mailbox, resend: Resend, dana: Contact
) -> None:
    resend.answer = Response(status=429, headers={"Retry-After": "7200"})
    with clock.stopped(clock.now()):
        delivery = send(a_message(dana, mailbox), actor=AGENT)
        assert delivery.not_before == clock.now() + timedelta(hours=2)


def test_an_unclear_answer_without_keys_is_left_to_a_person(
    mailbox: Mailbox, httpserver: HTTPServer, dana: Contact
) -> None:
    mailbox.provider = "mailgun"
    mailbox.settings["api_options"] = {"sender_domain": "acme.example"}
    mailbox.save()
    httpserver.expect_request("/acme.example/messages", method="POST").respond_with_data("oops", status=502)
    assert send(a_message(dana, mailbox), actor=AGENT).status == Fate.UNKNOWN


def test_a_provider_that_nobody_reaches_is_tried_again(mailbox: Mailbox, dana: Contact) -> None:
    mailbox.settings["api_url"] = "http://127.0.0.1:1/"
    mailbox.save()
    delivery = send(a_message(dana, mailbox), actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.PLANNED, "NO_CONNECTION")


def test_a_missing_key_says_which_one(mailbox: Mailbox, dana: Contact) -> None:
    mailbox.provider = "mailjet"
    mailbox.save()
    delivery = send(a_message(dana, mailbox), actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.PLANNED, "NOT_CONFIGURED")
    assert delivery.explanation == "mailjet: its secret_key is missing."


@pytest.mark.parametrize("name", ["nonsense", "console", "base"])
def test_a_provider_that_is_none_says_so(mailbox: Mailbox, dana: Contact, name: str) -> None:
    mailbox.provider = name
    mailbox.save()
    delivery = send(a_message(dana, mailbox), actor=AGENT)
    assert delivery.reason == "NOT_CONFIGURED"


def test_every_transport_has_a_provider_that_can_be_loaded() -> None:
    assert set(PROVIDERS) == set(Transport)
    for transport in Transport:
        assert provider(transport).settles_at_once == (transport in (Transport.SANDBOX, Transport.CHAT))
