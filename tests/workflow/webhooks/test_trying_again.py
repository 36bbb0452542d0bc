"""What does not arrive is tried again for three days; an endpoint that takes nothing is disabled, and owners hear."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
from werkzeug import Response

from crm.models import Notification
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.events.models import Event, WebhookEndpoint
from quotahit.events.record import Fact, record, record_many
from quotahit.events.webhooks.endpoints import change_endpoint, disable_endpoint, enable_endpoint
from quotahit.workflow.errors import NotPossible
from quotahit.workflow.models import WebhookDelivery
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.webhooks import posting
from quotahit.workflow.webhooks.replaying import replay, replay_failed
from quotahit.workflow.webhooks.schedule import DELAYS, GIVEN_UP_AFTER, next_try
from quotahit.workflow.webhooks.sending import send_due
from tests.workflow.webhooks.conftest import Listener

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def _told(organization: Organization, at: datetime = NOON) -> WebhookDelivery:
    """A deal that was won and told of, at this time."""
    with clock.stopped(at):
        record(organization, "deal.won", source="console")
        send_due()
    return WebhookDelivery.objects.latest("pk")


def _again(delivery: WebhookDelivery, at: datetime) -> WebhookDelivery:
    with clock.stopped(at):
        send_due()
    delivery.refresh_from_db()
    return delivery


def test_tries_come_after_seconds_and_then_ever_later_for_three_days(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    listener.answers = [Response("down", 500)]
    delivery, tries = _told(acme), [NOON]
    while delivery.status == Fate.PLANNED:
        assert _again(delivery, delivery.not_before - timedelta(seconds=1)).attempts == len(tries)
        tries.append(delivery.not_before)
        _again(delivery, delivery.not_before)

    waited = [later - earlier for earlier, later in pairwise(tries)]
    assert tuple(waited[:-1]) == DELAYS
    assert tries[-1] - NOON == GIVEN_UP_AFTER
    assert delivery.status == Fate.FAILED
    assert len(listener.requests) == delivery.attempts == len(tries) == 12
    assert len(set(listener.ids())) == 1


def test_what_arrives_at_the_third_try_is_sent_and_the_endpoint_healthy(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    listener.answers = [Response("", 500), Response("", 404), Response("", 204)]
    delivery = _told(acme)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failing_since) == ("failing", NOON)

    _again(delivery, delivery.not_before)
    _again(delivery, delivery.not_before)

    endpoint.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.answer_status) == (Fate.SENT, 3, 204)
    assert (endpoint.state, endpoint.failing_since) == ("healthy", None)


def test_after_three_days_of_nothing_it_is_disabled_and_the_owners_hear_of_it(
    acme: Organization, alice: User, bob: User, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    listener.answers = [Response("down", 500)]
    delivery = _told(acme)
    later = _told(acme, NOON + timedelta(hours=60))
    with clock.stopped(NOON + GIVEN_UP_AFTER):
        send_due()

    endpoint.refresh_from_db()
    delivery.refresh_from_db()
    later.refresh_from_db()
    assert (endpoint.state, endpoint.disabled_reason) == ("disabled", "unanswered")
    assert Event.objects.get(type="webhook.disabled").payload == {"reason": "unanswered"}
    assert [note.user for note in Notification.objects.all()] == [alice]
    assert delivery.status == Fate.FAILED or later.status == Fate.CANCELLED
    record(acme, "deal.won", source="console")
    assert WebhookDelivery.objects.count() == 2


def test_one_success_in_three_days_keeps_it(acme: Organization, endpoint: WebhookEndpoint, listener: Listener) -> None:
    listener.answers = [Response("", 500), Response("", 200), Response("", 500)]
    _told(acme)
    with clock.stopped(NOON + timedelta(days=2)):
        assert send_due() == 1
    _told(acme, NOON + timedelta(days=3, hours=1))

    endpoint.refresh_from_db()
    assert endpoint.state == "failing"


def test_gone_is_gone_at_once(acme: Organization, alice: User, endpoint: WebhookEndpoint, listener: Listener) -> None:
    listener.answers = [Response("bye", 410)]
    delivery = _told(acme)

    endpoint.refresh_from_db()
    assert (delivery.status, delivery.answer_text) == (Fate.FAILED, "bye")
    assert (endpoint.state, endpoint.disabled_reason) == ("disabled", "gone")
    assert Notification.objects.get().user == alice


@pytest.mark.parametrize("status", [429, 503])
def test_who_asks_for_time_gets_it_for_all_that_waits(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener, status: int
) -> None:
    with clock.stopped(NOON):
        record_many([Fact(acme.pk, "deal.won")])
        later = WebhookDelivery.objects.get()
        WebhookDelivery.objects.update(not_before=NOON + timedelta(minutes=1))
    listener.answers = [Response("busy", status, headers={"Retry-After": "3600"})]

    delivery = _told(acme)

    later.refresh_from_db()
    assert delivery.not_before == later.not_before == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("1", DELAYS[0]),
        ("99999999999", timedelta(days=1)),
        ("soon", DELAYS[0]),
        ("-5", DELAYS[0]),
        ("", DELAYS[0]),
    ],
)
def test_a_retry_after_is_obeyed_within_reason(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener, written: str, wait: timedelta
) -> None:
    listener.answers = [Response("busy", 429, headers={"Retry-After": written})]

    assert _told(acme).not_before == NOON + wait


def test_a_retry_after_may_be_a_date(acme: Organization, endpoint: WebhookEndpoint, listener: Listener) -> None:
    until = datetime.now(UTC) + timedelta(hours=2)
    listener.answers = [Response("busy", 503, headers={"Retry-After": format_datetime(until, usegmt=True)})]

    wait = _told(acme).not_before - NOON

    assert timedelta(minutes=119) < wait <= timedelta(hours=2)


def test_no_wait_goes_beyond_the_three_days() -> None:
    almost = NOON + GIVEN_UP_AFTER - timedelta(minutes=1)
    assert next_try(NOON, 12, almost, timedelta(days=1)) == NOON + GIVEN_UP_AFTER
    assert next_try(NOON, 12, NOON + GIVEN_UP_AFTER) is None


def test_no_redirect_is_followed(acme: Organization, endpoint: WebhookEndpoint, listener: Listener) -> None:
    listener.answers = [Response("", 307, headers={"Location": listener.url})]

    delivery = _told(acme)

    assert (delivery.status, delivery.answer_status, len(listener.requests)) == (Fate.PLANNED, 307, 1)


def test_a_huge_answer_is_cut_and_a_garbled_one_is_kept_readable(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    listener.answers = [Response(b"\x00\xff" + b"x" * 50_000_000, 200)]

    delivery = _told(acme)

    assert delivery.status == Fate.SENT
    assert delivery.answer_text == "\ufffd\ufffd" + "x" * 198


def test_a_long_address_that_nobody_answers_at_fails(
    acme: Organization, alice: User, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    change_endpoint(endpoint, actor=alice, url=f"http://127.0.0.1:{port}/{'x' * 400}")

    delivery = _told(acme)

    assert (delivery.status, delivery.reason, delivery.answer_status) == (Fate.PLANNED, "no_answer", None)


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_who_says_nothing_or_nonsense_is_left_in_time(
    acme: Organization,
    alice: User,
    endpoint: WebhookEndpoint,
    monkeypatch: pytest.MonkeyPatch,
    said: bytes,
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def mumble() -> None:
            line, _ = server.accept()
            line.sendall(said)
            held.append(line)

        threading.Thread(target=mumble, daemon=True).start()
        change_endpoint(endpoint, actor=alice, url=f"http://127.0.0.1:{server.getsockname()[1]}/")
        delivery = _told(acme)
        for line in held:
            line.close()

    assert (delivery.status, delivery.attempts) == (Fate.PLANNED, 1)
    assert delivery.reason == ("no_answer" if b"SSH" in said else "too_slow")


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://169.254.169.254/latest", "https://localhost:1/", "https://[::1]/"]
)
def test_private_addresses_are_refused_when_a_line_is_made(
    acme: Organization, alice: User, endpoint: WebhookEndpoint, settings: Any, url: str
) -> None:
    change_endpoint(endpoint, actor=alice, url=url)
    settings.WEBHOOKS_PRIVATE_ADDRESSES = False

    delivery = _told(acme)

    assert (delivery.status, delivery.reason) == (Fate.PLANNED, "private_address")


def test_a_name_that_leads_inside_is_refused_and_asked_for_once(
    acme: Organization, alice: User, endpoint: WebhookEndpoint, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was public when the endpoint was written down."""
    asked = []

    def resolve(host: str, port: int, *args: Any, **more: Any) -> list[Any]:
        asked.append(host)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("93.184.216.34", "10.0.0.7")
        ]

    change_endpoint(endpoint, actor=alice, url="https://hooks.example.com/x")
    settings.WEBHOOKS_PRIVATE_ADDRESSES = False
    monkeypatch.setattr("quotahit.public_line.socket.getaddrinfo", resolve)

    assert _told(acme).reason == "private_address"
    assert asked == ["hooks.example.com"]


def test_what_a_disabled_endpoint_missed_is_replayed_since_a_time(
    acme: Organization, alice: User, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    listener.answers = [Response("", 500)]
    old, new = _told(acme), _told(acme, NOON + timedelta(seconds=3))
    disable_endpoint(endpoint, actor=alice)
    assert set(WebhookDelivery.objects.values_list("status", "reason")) == {(Fate.CANCELLED, "endpoint_disabled")}
    with pytest.raises(NotPossible):
        replay_failed(endpoint, NOON, actor=alice)
    enable_endpoint(endpoint, actor=alice)
    listener.answers = [Response("", 200)]

    assert replay_failed(endpoint, NOON + timedelta(seconds=1), actor=alice) == 1
    new.refresh_from_db()
    with pytest.raises(NotPossible):
        replay(new, actor=alice)
    send_due()

    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.status, old.status) == (Fate.SENT, Fate.CANCELLED)
