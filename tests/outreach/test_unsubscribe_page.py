"""The way out: a link that only a press follows, that nobody can forge, and that is in force at once."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from compliance.models import Suppression
from crm.models import Contact
from outreach.channels import plan, send
from outreach.choices import StopReason
from outreach.enrollments import enroll
from outreach.links import LIFETIME, click_url, unsubscribe_url
from outreach.models import Delivery, Enrollment, Mailbox, Sequence
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.events.models import Event
from quotahit.workflow.outgoing import Fate
from tests.outreach.test_dispatch import AGENT, a_message


@pytest.fixture
def link(sandbox: Mailbox, dana: Contact) -> str:
    return urlsplit(unsubscribe_url(send(a_message(dana, sandbox), actor=AGENT))).path


@pytest.fixture
def stranger() -> Client:
    """A mail program: it has no session, and no token against forged requests."""
    return Client(enforce_csrf_checks=True)


def test_looking_at_the_page_changes_nothing_since_scanners_look_too(stranger: Client, link: str) -> None:
    page = stranger.get(link)
    assert page.status_code == 200
    assert b'<form method="post">' in page.content
    assert b"<script" not in page.content
    assert not Suppression.objects.exists()


def test_the_button_of_the_page_unsubscribes(stranger: Client, link: str) -> None:
    page = stranger.post(link)
    assert b"You are unsubscribed" in page.content
    assert Suppression.objects.get().reason == "unsubscribed"
    assert Event.objects.get(type="contact.unsubscribed").payload == {"channel": "email", "source": "page"}


def test_one_click_works_without_session_redirect_or_cookie(stranger: Client, link: str) -> None:
    answer = stranger.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not answer.cookies
    assert Event.objects.get(type="contact.unsubscribed").payload["source"] == "one_click"


def test_it_is_in_force_for_what_is_planned_already(
    stranger: Client, link: str, sandbox: Mailbox, dana: Contact
) -> None:
    plan([a_message(dana, sandbox, key="second")], actor=AGENT)
    stranger.post(link)
    second = send(a_message(dana, sandbox, key="second"), actor=AGENT)
    assert (second.status, second.reason) == (Fate.BLOCKED, "SUPPRESSED")


def test_pressed_twice_it_is_one_act(stranger: Client, link: str) -> None:
    stranger.post(link)
    stranger.post(link)
    assert Suppression.objects.count() == 1
    assert Event.objects.filter(type="contact.unsubscribed").count() == 1


@pytest.mark.parametrize(
    "damage", [lambda token: token[:-1] + "x", lambda token: "x" + token, lambda token: "no-token"]
)
def test_a_forged_link_says_so_and_does_nothing(stranger: Client, link: str, damage: Callable[[str], str]) -> None:
    answer = stranger.post(f"/u/{damage(link.removeprefix('/u/'))}")
    assert answer.status_code == 404
    assert b"was changed on its way" in answer.content
    assert b"STOP" in answer.content
    assert not Suppression.objects.exists()


def test_a_tracking_token_is_no_way_out(stranger: Client, link: str) -> None:
    token = click_url(Delivery.objects.get(), "https://acme.example/").rpartition("/")[2]
    assert stranger.post(f"/u/{token}").status_code == 404


def test_a_link_of_long_ago_has_run_out(stranger: Client, link: str) -> None:
    with clock.stopped(clock.now() + LIFETIME + timedelta(days=2)):
        assert b"This link has run out" in stranger.get(link).content


def test_a_link_to_an_erased_message_says_so(stranger: Client, link: str) -> None:
    Delivery.objects.all().delete()
    assert b"no longer on record" in stranger.get(link).content


def test_the_enrolment_ends_with_the_persons_reason(
    stranger: Client, acme: Organization, engage: Sequence, dana: Contact
) -> None:
    enroll(acme, [dana.pk], engage, actor=AGENT)
    tick()
    stranger.post(urlsplit(unsubscribe_url(Delivery.objects.get())).path)
    assert Enrollment.objects.get().stop_reason == StopReason.UNSUBSCRIBED
