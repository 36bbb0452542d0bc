"""Bob plays the prospect in the sandbox inbox."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from crm.models import EngagementEntry, Hold
from outreach.choices import Transport
from outreach.models import Delivery, InboundMessage, Mailbox, Thread
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User
from tests.console.loop import work

pytestmark = pytest.mark.django_db
INBOX = "admin:console_sandbox"


@pytest.fixture
def thread(ours: Organization) -> Thread:
    return Thread.objects.filter(organization=ours)[0]


@pytest.fixture
def seller(client: Client, ours: Organization) -> Client:
    client.force_login(Membership.objects.filter(organization=ours)[0].user)
    return client


@pytest.fixture
def own_clock(settings: Settings, tmp_path: Path) -> None:
    """What is skipped ahead is so for this test alone."""
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.EMBEDDED = True  # elsewhere the clock is never skipped


def in_role(organization: Organization, role: Role) -> User:
    user = User.objects.create_user("victor@homely.example", first_name="Victor", is_staff=True)
    Membership.objects.create(organization=organization, user=user, role=role)
    return user


def act(client: Client, thread: Thread, name: str, **form: str) -> str:
    """Press a button of the conversation; returns what the page then says."""
    answer = client.post(reverse("admin:console_sandbox_answer", args=[thread.pk]), {"act": name, **form})
    work()
    return " ".join(str(said) for said in get_messages(answer.wsgi_request))


def newest(thread: Thread) -> InboundMessage:
    return thread.inbound.order_by("pk").last()


def test_the_inbox_finds_a_conversation(seller, thread) -> None:
    assert str(thread.contact) in seller.get(reverse(INBOX)).content.decode()
    assert "Nothing found" in seller.get(reverse(INBOX), {"q": "nobody of this name"}).content.decode()
    assert str(thread.contact) in seller.get(reverse(INBOX), {"q": thread.subject.upper()}).content.decode()


def test_a_conversation_shows_both_sides_and_the_mail_as_it_looks(seller, thread) -> None:
    shown = seller.get(reverse("admin:console_sandbox_conversation", args=[thread.pk])).content.decode()
    assert thread.subject in shown
    assert newest(thread).text[:20] in shown
    mail = seller.get(reverse("admin:console_sandbox_mail", args=[thread.deliveries.filter(status="sent")[0].pk]))
    assert "default-src 'none'" in mail["Content-Security-Policy"]
    assert b"<img" not in mail.content


def test_an_answer_in_own_words_is_read_like_any_other(seller, thread) -> None:
    assert "Answered." in act(seller, thread, "write", text="Does it work with HubSpot?")
    assert (newest(thread).text, newest(thread).label) == ("Does it work with HubSpot?", "question")


def test_a_ready_answer_goes_in_its_own_language(seller, thread) -> None:
    act(seller, thread, "write", ready="not_interested:de")
    assert newest(thread).label == "not_interested"


@pytest.mark.parametrize("form", [{}, {"ready": "no_such:xx"}, {"ready": "nonsense"}])
def test_no_answer_is_no_answer(seller, thread, form) -> None:
    before = thread.inbound.count()
    assert "Answered." not in act(seller, thread, "write", **form)
    assert thread.inbound.count() == before


def test_a_bounce_and_a_complaint_are_understood(seller, thread) -> None:
    act(seller, thread, "bounce")
    assert InboundMessage.objects.order_by("pk").last().kind == "bounce"
    act(seller, thread, "complain")
    assert InboundMessage.objects.order_by("pk").last().kind == "complaint"


def test_an_open_and_a_click_earn_their_points_once(seller, thread) -> None:
    tour = "https://homely.example/tour?x=1"
    mail = thread.deliveries.filter(status="sent").order_by("-settled_at")[0]
    Delivery.objects.filter(pk=mail.pk).update(body=f"Look at {tour}.")
    EngagementEntry.objects.filter(contact=thread.contact).delete()
    page = seller.get(reverse("admin:console_sandbox_conversation", args=[thread.pk])).content.decode()
    assert f'name="url" value="{tour}"' in page
    for _ in range(2):
        assert "Opened." in act(seller, thread, "open")
        assert "followed" in act(seller, thread, "follow", url=tour)
    earned = EngagementEntry.objects.filter(contact=thread.contact).values_list("kind", "points")
    assert sorted(earned) == [("email_clicked", 15), ("email_opened", 5)]


def test_no_link_is_followed_that_the_mail_has_not(seller, thread) -> None:
    assert "no such link" in act(seller, thread, "follow", url="https://elsewhere.example/")
    assert not EngagementEntry.objects.filter(kind="email_clicked", contact=thread.contact).exists()


def test_who_is_away_is_back_on_a_day_that_makes_sense(seller, thread) -> None:
    until = clock.now().date() + timedelta(days=9)
    for wrong in ("", "yesterday", "2020-01-01", "2999-01-01", "2026-13-45"):
        assert "Choose a day" in act(seller, thread, "away", until=wrong)
    assert "are back on" in act(seller, thread, "away", until=until.isoformat())
    assert Hold.objects.standing().filter(contact=thread.contact, kind="out_of_office").exists()


def test_an_act_that_is_not_known_does_nothing(seller, thread) -> None:
    assert "no mail to answer" in act(seller, thread, "dance")


def test_the_clock_skips_ahead_while_no_mail_can_reach_anybody(seller, ours, own_clock) -> None:
    skip = reverse("admin:console_sandbox_skip")
    before = clock.now()
    seller.post(skip, {"ahead": "day"})
    assert timedelta(days=1) <= clock.now() - before < timedelta(days=1, minutes=5)
    seller.post(skip, {"ahead": "a century"})
    assert clock.now() - before < timedelta(days=1, minutes=5)


def test_the_clock_stands_as_soon_as_anybody_has_a_live_mailbox(seller, theirs, own_clock) -> None:
    Mailbox.objects.create(organization=theirs, name="Live", address="a@live.example", transport=Transport.SMTP)
    before = clock.skipped()
    answer = seller.post(reverse("admin:console_sandbox_skip"), {"ahead": "day"}, follow=True)
    assert "only moves while every mailbox" in answer.content.decode()
    assert clock.skipped() == before


def test_a_live_conversation_is_no_sandbox(seller, thread) -> None:
    Mailbox.objects.filter(pk=thread.mailbox_id).update(transport=Transport.SMTP)
    assert seller.get(reverse("admin:console_sandbox_conversation", args=[thread.pk])).status_code == 404
    assert Delivery.objects.filter(thread=thread).exists()


def test_times_are_told_by_the_clock_that_was_skipped(seller, thread, own_clock) -> None:
    seller.post(reverse("admin:console_sandbox_skip"), {"ahead": "day"})
    act(seller, thread, "write", text="Does it work with HubSpot?")
    page = seller.get(reverse(INBOX)).content.decode()
    assert "from now" not in page
    assert "day ago" in page or "hours ago" in page


def test_who_may_only_look_is_offered_nothing_to_press(client, ours, thread, own_clock) -> None:
    client.force_login(in_role(ours, Role.VIEWER))
    inbox = client.get(reverse(INBOX)).content.decode()
    conversation = client.get(reverse("admin:console_sandbox_conversation", args=[thread.pk])).content.decode()
    setup = client.get(reverse("admin:console_setup")).content.decode()
    assert "Skip ahead" not in inbox
    assert f'href="{reverse("admin:console_import")}"' not in inbox
    assert "Send the answer" not in conversation
    assert "Connect a mailbox" not in setup
    assert "Load the demo" not in setup


def test_a_closed_door_says_why_and_leads_back(client, ours) -> None:
    client.force_login(in_role(ours, Role.VIEWER))
    page = client.get(reverse("admin:console_import"))
    assert page.status_code == 403
    assert "This page needs the role “Rep” or one above it." in page.content.decode()
    assert client.get("/nowhere/").status_code == 404
    assert b"There is nothing here" in client.get("/nowhere/").content
