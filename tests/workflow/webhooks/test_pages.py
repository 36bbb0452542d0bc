"""Webhooks in the console: set up, tried, watched and replayed by those who see everything."""

import re
from typing import Any

import pytest
from django.test import Client
from svix.webhooks import Webhook
from werkzeug import Response

from quotahit import clock
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from quotahit.events.models import WebhookEndpoint
from quotahit.events.record import record
from quotahit.workflow.models import WebhookDelivery
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.webhooks.sending import send_due
from tests.workflow.webhooks.conftest import Listener

LIST = "/events/webhookendpoint/"
DELIVERIES = "/workflow/webhookdelivery/"
WRITTEN = {"url": "https://example.com/hook", "description": "Our n8n", "event_types": "lead.scored, deal.*"}


def _page(endpoint: WebhookEndpoint, rest: str = "change/") -> str:
    return f"{LIST}{endpoint.pk}/{rest}"


def _secret_in(page: str) -> str:
    found = re.search(r"whsec_[\w+/=]+", page)
    assert found
    return found[0]


def test_an_endpoint_is_made_and_its_secret_shown_once(as_alice: Client, acme: Organization) -> None:
    answer = as_alice.post(f"{LIST}add/", WRITTEN | {"filters": 'band = hot\npoints = 80\nis_new = true\nwhy = "7"'})

    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.event_types == ["deal.*", "lead.scored"]
    assert {each.field: each.value for each in endpoint.asked()} == {
        "band": "hot",
        "points": 80,
        "is_new": True,
        "why": "7",
    }
    secret = _secret_in(answer.content.decode())
    assert endpoint.secrets() == [secret]
    assert secret.encode() not in bytes(endpoint.sealed)
    for path in (LIST, _page(endpoint)):
        page = as_alice.get(path).content.decode()
        assert "Our n8n" in page
        assert "whsec_" not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "http://example.com/"}, "must begin with https://"),
        ({"url": "https://10.1.2.3/"}, "is a private one"),
        ({"url": "https://[fd00::7]/"}, "is a private one"),
        ({"url": "https://localhost/"}, "is a private one"),
        ({"url": "ftp://example.com/"}, "whole address"),
        ({"url": "example.com"}, "whole address"),
        ({"url": "https://me:secret@example.com/"}, "no password"),
        ({"url": "https://[::1"}, "no address"),
        ({"event_types": "Deal Won!"}, "is no type of events"),
        ({"event_types": " , "}, "Name the types"),
        ({"filters": "band hot"}, "is no filter"),
        ({"filters": "band = [1, 2]"}, "A filter is a field"),
    ],
)
def test_what_cannot_be_is_refused_in_words(as_alice: Client, acme: Organization, wrong: dict, said: str) -> None:
    page = as_alice.post(f"{LIST}add/", WRITTEN | wrong).content.decode()

    assert said in page
    assert not WebhookEndpoint.objects.exists()


def test_a_change_is_saved_and_what_was_written_is_read_back(as_alice: Client, endpoint: WebhookEndpoint) -> None:
    as_alice.post(_page(endpoint), WRITTEN | {"filters": "band=hot"})

    endpoint.refresh_from_db()
    page = as_alice.get(_page(endpoint)).content.decode()
    assert endpoint.url == "https://example.com/hook"
    assert "deal.*, lead.scored" in page
    assert "band = &quot;hot&quot;" in page


def test_a_new_secret_is_shown_once_and_both_hold(
    as_alice: Client, acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    answer = as_alice.post(_page(endpoint, "do/rotate/"))
    record(acme, "deal.won", source="console")
    send_due()

    assert listener.verified(secret=_secret_in(answer.content.decode())) == listener.verified()
    assert "whsec_" not in str(as_alice.cookies)


def test_a_test_event_is_sent_and_its_delivery_tells_what_came_back(
    as_alice: Client, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    as_alice.post(_page(endpoint, "do/test/"))
    send_due()

    request = listener.requests[0]
    Webhook(listener.secret).verify(request.get_data(), dict(request.headers))
    delivery = WebhookDelivery.objects.get()
    page = as_alice.get(f"{DELIVERIES}{delivery.pk}/change/").content.decode()
    assert "thank you" in page
    assert delivery.message_id in page
    assert "webhook.test" in as_alice.get(f"{DELIVERIES}?endpoint__id__exact={endpoint.pk}").content.decode()


def test_an_endpoint_is_disabled_and_enabled_and_what_it_missed_is_replayed(
    as_alice: Client, acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    listener.answers = [Response("", 500), Response("", 200)]
    record(acme, "deal.won", source="console")
    send_due()
    as_alice.post(_page(endpoint, "do/disable/"))
    assert b"Replay what failed" not in as_alice.get(_page(endpoint)).content
    refused = as_alice.post(_page(endpoint, "replay/"), {"since": "2026-01-01T00:00"}, follow=True)
    assert b"enable it first" in refused.content

    as_alice.post(_page(endpoint, "do/enable/"))
    wrong = as_alice.post(_page(endpoint, "replay/"), {"since": "yesterday"}, follow=True)
    assert b"Say since when" in wrong.content
    early = clock.now().replace(year=2020).strftime("%Y-%m-%dT%H:%M")
    done = as_alice.post(_page(endpoint, "replay/"), {"since": early}, follow=True)
    assert b"1 delivery is sent again" in done.content
    send_due()

    assert WebhookDelivery.objects.get().status == Fate.SENT


def test_a_delivery_is_sent_again_by_a_button(
    as_alice: Client, acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    record(acme, "deal.won", source="console")
    send_due()
    delivery = WebhookDelivery.objects.get()

    as_alice.post(f"{DELIVERIES}{delivery.pk}/do/replay/")
    send_due()

    assert listener.ids() == [delivery.message_id] * 2


def test_an_endpoint_is_deleted_with_its_deliveries(
    as_alice: Client, acme: Organization, endpoint: WebhookEndpoint
) -> None:
    record(acme, "deal.won", source="console")

    assert b"Are you sure" in as_alice.get(_page(endpoint, "delete/")).content
    as_alice.post(_page(endpoint, "delete/"), {"post": "yes"})

    assert not WebhookEndpoint.objects.exists()
    assert not WebhookDelivery.objects.exists()


def test_reps_see_no_endpoint(client: Client, bob: User, endpoint: WebhookEndpoint) -> None:
    client.force_login(bob)

    assert client.get(LIST).status_code == 403
    assert client.post(_page(endpoint, "do/rotate/")).status_code in (302, 403, 404)
    assert client.get(DELIVERIES).status_code == 403
    endpoint.refresh_from_db()
    assert endpoint.previous_sealed is None


def test_a_manager_who_sees_little_sets_up_no_endpoint_that_hears_all(
    client: Client, acme: Organization, bob: User, endpoint: WebhookEndpoint
) -> None:
    Membership.objects.filter(user=bob).update(role="manager", reach=Reach.OWN)
    client.force_login(bob)

    assert client.post(f"{LIST}add/", WRITTEN).status_code == 403
    assert b"What it was told" not in client.get(_page(endpoint), follow=True).content


def test_another_organizations_endpoint_is_out_of_reach(client: Client, charlie: User, endpoint: Any) -> None:
    client.force_login(charlie)

    client.post(_page(endpoint, "do/disable/"))
    assert client.post(_page(endpoint, "replay/"), {"since": "2026-01-01T00:00"}).status_code in (302, 404)

    endpoint.refresh_from_db()
    assert endpoint.disabled_at is None
