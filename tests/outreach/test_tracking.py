"""Opens and clicks: what a person did earns points, what a machine did is written down and earns nothing."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from crm.engagement import engagement_of
from crm.models import Contact, EngagementEntry
from outreach.channels import send
from outreach.links import click_url, open_url
from outreach.models import Delivery, Mailbox
from quotahit import clock
from quotahit.events.models import Event
from tests.outreach.test_dispatch import AGENT, a_message

TOUR = "https://acme.example/tour?x=1"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def sent(sandbox: Mailbox, dana: Contact) -> Delivery:
    return send(a_message(dana, sandbox, body=f"See {TOUR}"), actor=AGENT)


def visit(client: Client, url: str, after: timedelta = timedelta(hours=1), **headers: str):  # type: ignore[no-untyped-def]
    with clock.stopped(clock.now() + after):
        return client.get(urlsplit(url).path, headers=FIREFOX | headers)


def points(contact: Contact) -> int:
    return engagement_of(contact, clock.now() + timedelta(hours=2))[0]


def test_a_click_earns_points_and_leads_where_the_mail_says(client: Client, sent: Delivery, dana: Contact) -> None:
    answer = visit(client, click_url(sent, TOUR))
    assert (answer.status_code, answer["Location"]) == (302, TOUR)
    assert points(dana) == 15
    assert Event.objects.get(type="email.clicked").payload == {"delivery_id": sent.pk, "is_machine": False, "why": ""}


def test_an_open_earns_points_once_however_often_it_is_looked_at(client: Client, sent: Delivery, dana: Contact) -> None:
    for _ in range(3):
        answer = visit(client, open_url(sent))
        assert answer["Content-Type"] == "image/gif"
    assert points(dana) == 5
    assert Event.objects.filter(type="email.opened").count() == 1


@pytest.mark.parametrize(
    ("why", "headers"),
    [
        ("privacy_proxy", {"User-Agent": "Mozilla/5.0"}),
        ("privacy_proxy", {"User-Agent": "Mozilla/5.0 Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"}),
        ("scanner", {"User-Agent": "python-requests/2.32"}),
        ("scanner", {"User-Agent": "Barracuda Sentinel (EE)"}),
        ("scanner", {"User-Agent": ""}),
        ("prefetch", {"Sec-Purpose": "prefetch;prerender"}),
        ("own_view", {"Referer": "http://localhost:8000/outreach/delivery/1/change/"}),
    ],
)
def test_a_machines_open_is_recorded_and_earns_nothing(
    client: Client, sent: Delivery, dana: Contact, why: str, headers: dict[str, str]
) -> None:
    visit(client, open_url(sent), **headers)
    event = Event.objects.get(type="email.opened")
    assert (event.payload["is_machine"], event.payload["why"]) == (True, why)
    assert points(dana) == 0


def test_a_click_within_seconds_was_no_person(client: Client, sent: Delivery, dana: Contact) -> None:
    visit(client, click_url(sent, TOUR), after=timedelta(seconds=4))
    assert Event.objects.get(type="email.clicked").payload["why"] == "too_quick"
    assert points(dana) == 0


def test_our_own_look_at_the_sandbox_is_no_interest(as_alice: Client, sent: Delivery, dana: Contact) -> None:
    visit(as_alice, open_url(sent))
    assert Event.objects.get(type="email.opened").payload["why"] == "own_view"


def test_a_person_still_counts_after_a_machine_was_there(client: Client, sent: Delivery, dana: Contact) -> None:
    visit(client, open_url(sent), **{"User-Agent": "Mozilla/5.0"})
    visit(client, open_url(sent))
    assert EngagementEntry.objects.filter(contact=dana).count() == 2
    assert points(dana) == 5


def test_nobody_can_make_us_redirect_elsewhere(client: Client, sent: Delivery) -> None:
    token = click_url(sent, TOUR).rpartition("/")[2]
    assert client.get(f"/t/{token}?url=https://evil.example/").headers["Location"] == TOUR
    assert client.get(f"/t/{token[:-2]}xx").status_code == 404
    assert client.get("/t/evil.example").status_code == 404


def test_a_broken_pixel_is_still_an_image(client: Client, db: None) -> None:
    assert client.get("/o/nothing").headers["Content-Type"] == "image/gif"
    assert not Event.objects.exists()
